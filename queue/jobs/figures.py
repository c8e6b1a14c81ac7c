"""The figures of the queue."""

from datetime import datetime

from django.db.models import Count, Min, Q

from jobs.models import Job
from jobs.rules.states import WAITING, JobState
from project.ops.statistics import Figure, Section, register

LONG_SECONDS = 300
LOST = (JobState.FAILED, JobState.DEAD)


def queue(since: datetime, until: datetime) -> list[Figure]:
    """What waits, what runs, and what came of the rest."""
    due = Q(state__in=WAITING, run_at__lte=until)
    live = Job.objects.filter(state__in=[*WAITING, JobState.RUNNING]).aggregate(
        due=Count("id", filter=due),
        running=Count("id", filter=Q(state=JobState.RUNNING)),
        oldest=Min("run_at", filter=due),
    )
    done = Job.objects.filter(finished_at__gte=since, finished_at__lt=until).aggregate(
        succeeded=Count("id", filter=Q(state=JobState.SUCCEEDED)), failed=Count("id", filter=Q(state__in=LOST))
    )
    waited = round((until - live["oldest"]).total_seconds()) if live["oldest"] else 0
    return [
        Figure("waiting", "Jobs that wait", live["due"]),
        Figure("running", "Run now", live["running"]),
        Figure("longest_wait", "Longest wait", waited, "s", is_good=waited < LONG_SECONDS),
        Figure("succeeded", "Done", done["succeeded"]),
        Figure("failed", "Failed", done["failed"], is_good=done["failed"] == 0),
    ]


register(Section("queue", "Queue", queue))
