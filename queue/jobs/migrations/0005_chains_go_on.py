"""A step of a chain that was cancelled because of the one before may wait again when that one is tried again."""

from django.db import migrations

BEFORE = [
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
AFTER = [*BEFORE, ("cancelled", "scheduled")]


def guard(pairs: list[tuple[str, str]]) -> str:
    """The statements that let only these moves through."""
    allowed = ", ".join(f"('{old}', '{new}')" for old, new in pairs)
    return f"""
    DROP TRIGGER job_transition_is_allowed ON queue_job;
    CREATE TRIGGER job_transition_is_allowed BEFORE UPDATE OF state ON queue_job FOR EACH ROW
        WHEN (OLD.state IS DISTINCT FROM NEW.state AND (OLD.state, NEW.state) NOT IN ({allowed}))
        EXECUTE FUNCTION queue_refuse_transition();
    """


class Migration(migrations.Migration):
    dependencies = [("queue", "0004_request_of_a_job")]
    operations = [migrations.RunSQL(guard(AFTER), guard(BEFORE))]
