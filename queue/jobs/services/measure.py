"""Measure each kind by its latest jobs, and raise an alarm for a job that takes far longer than its kind does."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from jobs.models import Job, JobEvent, KindMeasure
from jobs.rules.states import JobState
from project.ops.models import SystemEvent
from project.ops.services.events import record_event

LATEST = 10_000
STUCK_FACTOR = 2
LEAST_FINISHED = 20
LEAST_SECONDS = 5.0
MEASURE = """
INSERT INTO queue_kindmeasure (kind, finished, failed, run_p50, run_p95, wait_p50, wait_p95, measured_at)
SELECT kind, count(*), count(*) FILTER (WHERE state IN ('failed', 'dead')),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY run), percentile_cont(0.95) WITHIN GROUP (ORDER BY run),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY wait), percentile_cont(0.95) WITHIN GROUP (ORDER BY wait), %s
FROM (
    SELECT kind, state, extract(epoch FROM finished_at - started_at) AS run,
        greatest(0, extract(epoch FROM started_at - run_at)) AS wait
    FROM queue_job WHERE finished_at IS NOT NULL AND started_at IS NOT NULL AND state <> 'cancelled'
    ORDER BY finished_at DESC LIMIT %s
) AS latest GROUP BY kind
ON CONFLICT (kind) DO UPDATE SET finished = excluded.finished, failed = excluded.failed, run_p50 = excluded.run_p50,
    run_p95 = excluded.run_p95, wait_p50 = excluded.wait_p50, wait_p95 = excluded.wait_p95, measured_at = excluded.measured_at
"""


def measure_kinds(*, at: datetime) -> None:
    """Renew the measures of every kind among the latest finished jobs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MEASURE, [at, LATEST])


def alarm_stuck(*, at: datetime) -> list[Job]:
    """The running jobs that newly exceed twice their kind's p95; each gets one event in its history and one system event per attempt.

    A kind is judged only once twenty of its jobs have ended, and never below five seconds.
    """
    slow = {
        each.kind: max(STUCK_FACTOR * each.run_p95, LEAST_SECONDS)
        for each in KindMeasure.objects.filter(finished__gte=LEAST_FINISHED)
    }
    running = Job.objects.filter(state=JobState.RUNNING, kind__in=slow, started_at__isnull=False)
    found = []
    with transaction.atomic():
        for job in running.exclude(events__kind="stuck", events__at__gte=F("started_at")).select_for_update(
            skip_locked=True, of=("self",)
        ):
            assert job.started_at is not None
            if at - job.started_at > timedelta(seconds=slow[job.kind]):
                text = f"Runs longer than twice what jobs of its kind take ({slow[job.kind]:.0f} s)."
                JobEvent.objects.create(job=job, kind="stuck", data={"text": text}, at=at)
                record_event(
                    kind="job_stuck",
                    level=SystemEvent.Level.ERROR,
                    message=f"{job} ({job.kind}): {text}",
                    subject=f"queue.job:{job.pk}",
                    data={"kind": job.kind, "worker": job.held_by, "limit_seconds": round(slow[job.kind], 3)},
                )
                found.append(job)
    return found
