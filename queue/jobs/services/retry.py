"""Try again what failed, was cancelled or was stopped for safety."""

from datetime import datetime

from django.db import connection, transaction

from jobs.errors import NotRepeatable
from jobs.models import Job, JobEvent
from jobs.rules.states import REPEATABLE, JobState
from jobs.services.wake import tell_after_commit, wake_after_commit

# The steps behind it that were cancelled on its account, however far behind.
WAIT_AGAIN = """
WITH RECURSIVE behind AS (
    SELECT id FROM queue_job WHERE after_id = %s AND state = 'cancelled' AND error_code = 'job_before_failed'
    UNION SELECT j.id FROM queue_job j JOIN behind ON j.after_id = behind.id
    WHERE j.state = 'cancelled' AND j.error_code = 'job_before_failed'
)
UPDATE queue_job j SET state = 'scheduled', finished_at = NULL, cancel_requested_at = NULL, error = '', error_code = ''
FROM behind WHERE j.id = behind.id
"""


def retry(job: Job, *, at: datetime) -> Job:
    """Put a finished, unsuccessful job back into its lane with a clean count; the steps behind it wait for it again.

    NotRepeatable for any other job, and for a step whose own predecessor did not succeed: that one comes first.
    """
    with transaction.atomic():
        if job.after_id is not None and not Job.objects.filter(pk=job.after_id, state=JobState.SUCCEEDED).exists():
            raise NotRepeatable("The job before this one did not succeed. Try that one again first.")
        moved = Job.objects.filter(pk=job.pk, state__in=REPEATABLE).update(
            state=JobState.QUEUED,
            failures=0,
            crashes=0,
            finished_at=None,
            cancel_requested_at=None,
            run_at=at,
            progress=0,
            progress_message="",
            error="",
            error_code="",
        )
        if not moved:
            raise NotRepeatable
        with connection.cursor() as cursor:
            cursor.execute(WAIT_AGAIN, [job.pk])
        JobEvent.objects.create(job_id=job.pk, kind="retried_by_hand", at=at)
        wake_after_commit(job.lane)
        tell_after_commit([job.owner_id])
    job.refresh_from_db()
    return job
