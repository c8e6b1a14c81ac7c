"""Access to some spirits or to all, by a plan that a connection keeps."""

from django.db import migrations

# Planning spirits_access takes several times longer than running it: it is one union over all that gives access, planned
# anew for each call. Every part is found by the person and the spirits, so one plan suits all.
AMONG = """
CREATE FUNCTION spirits_access_among(person uuid, moment timestamptz, among uuid[])
RETURNS TABLE (spirit_id uuid, reason text, source_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF among IS NULL THEN
        RETURN QUERY SELECT a.* FROM spirits_access(person, moment) a;
    ELSE
        RETURN QUERY SELECT a.* FROM spirits_access(person, moment) a WHERE a.spirit_id = ANY(among);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """A function around the one that decides."""

    dependencies = [("spirits", "0426_variables_of_a_minions_own")]

    operations = [migrations.RunSQL(AMONG, "DROP FUNCTION spirits_access_among(uuid, timestamptz, uuid[]);")]
