"""The database refuses a move between states that the rules do not know, and vacuums the queue early."""

from django.db import migrations

PAIRS = [
    ("cancelled", "queued"),
    ("dead", "queued"),
    ("failed", "queued"),
    ("queued", "cancelled"),
    ("queued", "running"),
    ("retrying", "cancelled"),
    ("retrying", "queued"),
    ("running", "cancelled"),
    ("running", "dead"),
    ("running", "failed"),
    ("running", "queued"),
    ("running", "retrying"),
    ("running", "succeeded"),
    ("scheduled", "cancelled"),
    ("scheduled", "queued"),
]
ALLOWED = ", ".join(f"('{old}', '{new}')" for old, new in PAIRS)

FORWARD = f"""
CREATE FUNCTION queue_refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a job may not go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'job_transition_is_allowed';
END $$;
CREATE TRIGGER job_transition_is_allowed BEFORE UPDATE OF state ON queue_job FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND (OLD.state, NEW.state) NOT IN ({ALLOWED}))
    EXECUTE FUNCTION queue_refuse_transition();
ALTER TABLE queue_job SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
    autovacuum_analyze_scale_factor = 0.05);
"""  # noqa: S608 - constants of this file
BACKWARD = """
DROP TRIGGER job_transition_is_allowed ON queue_job;
DROP FUNCTION queue_refuse_transition();
ALTER TABLE queue_job RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_analyze_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies = [("queue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
