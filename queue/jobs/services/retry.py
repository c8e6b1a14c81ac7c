"""Try again what failed, was cancelled or was stopped for safety."""

from datetime import datetime

from django.db import transaction

from jobs.errors import NotRepeatable
from jobs.models import Job, JobEvent
from jobs.rules.states import REPEATABLE, JobState
from jobs.services.wake import tell_after_commit, wake_after_commit


def retry(job: Job, *, at: datetime) -> Job:
    """Put a finished, unsuccessful job back into its lane with a clean count; NotRepeatable for any other."""
    with transaction.atomic():
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
        JobEvent.objects.create(job_id=job.pk, kind="retried_by_hand", at=at)
        wake_after_commit(job.lane)
        tell_after_commit([job.owner_id])
    job.refresh_from_db()
    return job
