"""Who may use what, in one SQL function for every door, and the guards of what it reads."""

from django.db import migrations

# As for prices: each subscription has a block of 2^34 seconds of its own, within which its periods must not meet.
PERIODS = """
CREATE FUNCTION spirits_seconds(moment timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC'))::bigint
$$;
ALTER TABLE spirits_subscriptionperiod ADD CONSTRAINT periods_of_a_subscription_never_overlap EXCLUDE USING gist (
    int8range(
        (serial << 34) + spirits_seconds(starts_at),
        (serial << 34) + greatest(spirits_seconds(starts_at), spirits_seconds(coalesce(cut_at, ends_at)))
    ) WITH &&
);
ALTER SEQUENCE spirits_subscription_serial OWNED BY spirits_subscription.serial;

CREATE FUNCTION spirits_stamp_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT serial INTO NEW.serial FROM spirits_subscription WHERE id = NEW.subscription_id;
    IF TG_OP = 'UPDATE' AND (
        (NEW.id, NEW.subscription_id, NEW.number, NEW.version_id, NEW.starts_at, NEW.ends_at, NEW.price_points,
            NEW.charged_points, NEW.transaction_id)
        IS DISTINCT FROM (OLD.id, OLD.subscription_id, OLD.number, OLD.version_id, OLD.starts_at, OLD.ends_at,
            OLD.price_points, OLD.charged_points, OLD.transaction_id)
        OR (OLD.cut_at IS NOT NULL AND NEW.cut_at IS DISTINCT FROM OLD.cut_at))
    THEN
        RAISE EXCEPTION 'a period can only be cut, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_period_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER periods_are_guarded BEFORE INSERT OR UPDATE ON spirits_subscriptionperiod
    FOR EACH ROW EXECUTE FUNCTION spirits_stamp_period();
CREATE TRIGGER periods_stay BEFORE DELETE ON spirits_subscriptionperiod
    FOR EACH ROW EXECUTE FUNCTION spirits_refuse_change();
ALTER TABLE spirits_subscriptionperiod ENABLE ALWAYS TRIGGER periods_are_guarded;
ALTER TABLE spirits_subscriptionperiod ENABLE ALWAYS TRIGGER periods_stay;
"""
DROP_PERIODS = """
DROP TRIGGER periods_are_guarded ON spirits_subscriptionperiod;
DROP TRIGGER periods_stay ON spirits_subscriptionperiod;
DROP FUNCTION spirits_stamp_period();
ALTER SEQUENCE spirits_subscription_serial OWNED BY NONE;
ALTER TABLE spirits_subscriptionperiod DROP CONSTRAINT periods_of_a_subscription_never_overlap;
DROP FUNCTION spirits_seconds(timestamptz);
"""

GRANTS = """
CREATE FUNCTION spirits_guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.owner_id, NEW.spirit_id, NEW.source, NEW.source_id, NEW.starts_at, NEW.calls_limit)
        IS DISTINCT FROM (OLD.id, OLD.owner_id, OLD.spirit_id, OLD.source, OLD.source_id, OLD.starts_at, OLD.calls_limit)
        OR NEW.calls_used < OLD.calls_used
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    THEN
        RAISE EXCEPTION 'a grant can only be used, extended or revoked'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_grant_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_are_guarded BEFORE UPDATE ON spirits_grant
    FOR EACH ROW EXECUTE FUNCTION spirits_guard_grant();
ALTER TABLE spirits_grant ENABLE ALWAYS TRIGGER grants_are_guarded;
"""
DROP_GRANTS = "DROP TRIGGER grants_are_guarded ON spirits_grant; DROP FUNCTION spirits_guard_grant();"

# After the insert, so that a row that a conflict left out moves nothing.
EXPERIENCE = """
CREATE FUNCTION spirits_gain_xp() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reached bigint;
BEGIN
    INSERT INTO spirits_progress (owner_id, xp) VALUES (NEW.owner_id, 0) ON CONFLICT DO NOTHING;
    UPDATE spirits_progress SET xp = xp + NEW.amount WHERE owner_id = NEW.owner_id RETURNING xp INTO reached;
    UPDATE spirits_xpevent SET total_after = reached WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER experience_is_gained AFTER INSERT ON spirits_xpevent
    FOR EACH ROW EXECUTE FUNCTION spirits_gain_xp();

CREATE FUNCTION spirits_guard_xp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.owner_id, NEW.kind, NEW.source, NEW.amount, NEW.spirit_amount, NEW.total_after, NEW.happened_at)
        IS DISTINCT FROM
        (OLD.id, OLD.owner_id, OLD.kind, OLD.source, OLD.amount, OLD.spirit_amount,
            CASE WHEN OLD.total_after IS NULL AND pg_trigger_depth() > 1 THEN NEW.total_after ELSE OLD.total_after END,
            OLD.happened_at)
    THEN
        RAISE EXCEPTION 'experience is never rewritten'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'experience_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER experience_stays BEFORE UPDATE ON spirits_xpevent
    FOR EACH ROW EXECUTE FUNCTION spirits_guard_xp();

CREATE FUNCTION spirits_guard_progress() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'experience is moved by events only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'experience_is_moved_by_events_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER progress_is_guarded BEFORE INSERT OR UPDATE ON spirits_progress
    FOR EACH ROW EXECUTE FUNCTION spirits_guard_progress();
ALTER TABLE spirits_xpevent ENABLE ALWAYS TRIGGER experience_is_gained;
ALTER TABLE spirits_xpevent ENABLE ALWAYS TRIGGER experience_stays;
ALTER TABLE spirits_progress ENABLE ALWAYS TRIGGER progress_is_guarded;
"""
DROP_EXPERIENCE = """
DROP TRIGGER experience_is_gained ON spirits_xpevent;
DROP TRIGGER experience_stays ON spirits_xpevent;
DROP TRIGGER progress_is_guarded ON spirits_progress;
DROP FUNCTION spirits_gain_xp();
DROP FUNCTION spirits_guard_xp();
DROP FUNCTION spirits_guard_progress();
"""

# Every reason a person has to use a spirit at a moment; no row means locked. Levels count from 0 over seven ranks of five,
# level L asks for 50 * L * (L + 1) experience. What the free plan includes is everybody's; staff may use all. A renewing subscription keeps its spirits through the days of grace.
ACCESS = """
CREATE FUNCTION spirits_xp_at(person uuid, moment timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((
        SELECT total_after FROM spirits_xpevent WHERE owner_id = person AND happened_at <= moment
        ORDER BY happened_at DESC, id DESC LIMIT 1
    ), 0)
$$;
CREATE FUNCTION spirits_unlock_xp(unlock_rank text, unlock_level integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT 50 * level * (level + 1) FROM (SELECT 5 * (array_position(
        ARRAY['novice', 'skilled', 'specialist', 'expert', 'master', 'grandmaster', 'legend'], unlock_rank) - 1)
        + unlock_level - 1 AS level) asked
$$;
CREATE FUNCTION spirits_access(person uuid, moment timestamptz)
RETURNS TABLE (spirit_id uuid, reason text, source_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.id, 'free_tier', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_spirit s
    WHERE s.tier = 'free' AND s.state <> 'draft'
        AND spirits_unlock_xp(s.unlock_rank, s.unlock_level) <= spirits_xp_at(person, moment)
    UNION ALL
    SELECT g.spirit_id, g.source, g.id, g.starts_at, g.ends_at FROM spirits_grant g
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
$$;
"""
DROP_ACCESS = """
DROP FUNCTION spirits_access(uuid, timestamptz);
DROP FUNCTION spirits_unlock_xp(text, integer);
DROP FUNCTION spirits_xp_at(uuid, timestamptz);
"""


class Migration(migrations.Migration):
    """Guards of periods, grants and experience; the function that decides on access."""

    dependencies = [("spirits", "0106_grants")]

    operations = [
        migrations.RunSQL(PERIODS, DROP_PERIODS),
        migrations.RunSQL(GRANTS, DROP_GRANTS),
        migrations.RunSQL(EXPERIENCE, DROP_EXPERIENCE),
        migrations.RunSQL(ACCESS, DROP_ACCESS),
    ]
