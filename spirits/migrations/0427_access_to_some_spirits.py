"""The function that decides on access takes the spirits that are asked about, and keeps its plan within a connection."""

from importlib import import_module

from django.db import migrations

BEFORE: str = import_module("spirits.migrations.0107_access").ACCESS
BEFORE = BEFORE[BEFORE.index("CREATE FUNCTION spirits_access(") :]

# The same reasons as before (0107). As an SQL function it was planned anew for each call, which took several times longer
# than running it; every part is found by the person or is as small as the catalogue, so one plan suits all.
AFTER = """
CREATE FUNCTION spirits_access(person uuid, moment timestamptz, among uuid[] DEFAULT NULL)
RETURNS TABLE (spirit_id uuid, reason text, source_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY SELECT found.* FROM (
    SELECT s.id, 'free_tier'::text, NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_spirit s
    WHERE s.tier = 'free' AND s.state <> 'draft'
        AND spirits_unlock_xp(s.unlock_rank, s.unlock_level) <= spirits_xp_at(person, moment)
    UNION ALL
    SELECT g.spirit_id, g.source::text, g.id, g.starts_at, g.ends_at FROM spirits_grant g
    WHERE g.owner_id = person AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
        AND (g.revoked_at IS NULL OR g.revoked_at > moment) AND (g.calls_limit IS NULL OR g.calls_used < g.calls_limit)
    UNION ALL
    SELECT v.spirit_id, 'plan', u.id, p.starts_at, e.ends_at FROM spirits_subscription u
    JOIN spirits_subscriptionperiod p ON p.subscription_id = u.id
    CROSS JOIN LATERAL (SELECT least(
        coalesce(p.cut_at, CASE WHEN u.renews THEN p.ends_at + u.grace_days * interval '1 day' ELSE p.ends_at END),
        u.ended_at, CASE WHEN u.paused_at IS NOT NULL THEN greatest(u.paused_at, p.ends_at) END
    ) AS ends_at) e
    JOIN spirits_planversion_spirits v ON v.planversion_id = p.version_id
    WHERE u.owner_id = person AND p.starts_at <= moment AND e.ends_at > moment
        AND NOT EXISTS (SELECT 1 FROM spirits_subscriptionperiod later
            WHERE later.subscription_id = u.id AND later.starts_at > p.starts_at AND later.starts_at <= moment)
    UNION ALL
    SELECT i.spirit_id, 'plan', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_plan p
    JOIN spirits_planspirit i ON i.plan_id = p.id JOIN spirits_spirit s ON s.id = i.spirit_id
    WHERE p.slug = 'free' AND s.state = 'live'
    UNION ALL
    SELECT s.id, 'staff', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM accounts_user u, spirits_spirit s
    WHERE u.id = person AND u.is_staff AND u.is_active
) found (spirit_id, reason, source_id, starts_at, ends_at) WHERE among IS NULL OR found.spirit_id = ANY(among);
END $$;
"""


class Migration(migrations.Migration):
    """Another language and one more parameter; no decision changes."""

    dependencies = [("spirits", "0426_variables_of_a_minions_own")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION spirits_access(uuid, timestamptz);" + AFTER,
            "DROP FUNCTION spirits_access(uuid, timestamptz, uuid[]);" + BEFORE,
        ),
    ]
