"""Events and audit entries cannot be changed, and only housekeeping deletes them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ops_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('daimon.housekeeping', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER system_events_are_append_only BEFORE UPDATE OR DELETE ON ops_systemevent
    FOR EACH ROW EXECUTE FUNCTION ops_append_only();
CREATE TRIGGER audit_entries_are_append_only BEFORE UPDATE OR DELETE ON ops_auditentry
    FOR EACH ROW EXECUTE FUNCTION ops_append_only();
"""
BACKWARD = """
DROP TRIGGER audit_entries_are_append_only ON ops_auditentry;
DROP TRIGGER system_events_are_append_only ON ops_systemevent;
DROP FUNCTION ops_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ops", "0001_operations_data")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
