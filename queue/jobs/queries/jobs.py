"""Reads of jobs and batches; every one takes the person who asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from accounts.models import User
from jobs.errors import JobNotFound
from jobs.models import Batch, Job, JobEvent
from jobs.registry import kinds
from jobs.rules.progress import expected_end
from jobs.rules.states import FINISHED, JobState


def jobs_of(user: User) -> QuerySet[Job]:
    """The person's jobs, newest first; kinds that work behind the scenes are left out."""
    return Job.objects.filter(owner=user).exclude(kind__in=hidden_kinds())


def hidden_kinds() -> list[str]:
    """Kinds that work behind the scenes: no list and no stream shows their jobs to anybody but staff."""
    return [kind for kind, each in kinds().items() if not each.policy.is_visible]


def get_job(user: User, job_id: UUID) -> Job:
    """One of the person's jobs, or JobNotFound."""
    job = jobs_of(user).filter(pk=job_id).first()
    if job is None:
        raise JobNotFound
    return job


def batches_of(user: User) -> QuerySet[Batch]:
    """The person's batches with the counts of their jobs, when the first began, and what the running ones reached."""
    return Batch.objects.filter(owner=user).annotate(
        total=Count("jobs"),
        done=Count("jobs", filter=Q(jobs__state__in=FINISHED)),
        unsuccessful=Count("jobs", filter=Q(jobs__state__in=[JobState.FAILED, JobState.DEAD])),
        cancelled=Count("jobs", filter=Q(jobs__state=JobState.CANCELLED)),
        begun_at=Min("jobs__started_at"),
        running_percent=Sum("jobs__progress", filter=Q(jobs__state=JobState.RUNNING), default=0),
    )


def get_batch(user: User, batch_id: UUID) -> Any:
    """One of the person's batches, counted, or JobNotFound."""
    batch = batches_of(user).filter(pk=batch_id).first()
    if batch is None:
        raise JobNotFound
    return batch


def percent_of(batch: Any) -> int:
    """How much of a counted batch is done, in whole percent; 100 only when nothing is left."""
    total = max(batch.total, batch.expected)
    if not total:
        return 0
    if batch.done >= total:
        return 100
    return min(99, int((batch.done * 100 + batch.running_percent) / total))


def end_of(batch: Any, *, at: datetime) -> datetime | None:
    """When a counted batch will be done if it keeps its pace; None when it is done, stopped, or has no pace yet."""
    if batch.cancel_requested_at is not None:
        return None
    return expected_end(started_at=batch.begun_at, progress=percent_of(batch), at=at)


@dataclass(frozen=True)
class Happening:
    """One line of a job's history."""

    at: datetime
    kind: str
    text: str
    attempt: int | None = None


def history_of(job: Job) -> list[Happening]:
    """What happened to a job, oldest first: made, each attempt, wishes and notes, the end."""
    found = [Happening(job.created_at, "created", "Asked for")]
    for attempt in job.attempts.all():
        found.append(Happening(attempt.started_at, "started", "Started", attempt.number))
        text = attempt.error or attempt.get_outcome_display()
        found.append(Happening(attempt.finished_at, attempt.outcome, text, attempt.number))
    if job.state == JobState.RUNNING and job.started_at is not None:
        found.append(Happening(job.started_at, "started", "Started", job.fence))
    found += [Happening(event.at, event.kind, _text_of(event)) for event in job.events.all()]
    if job.state == JobState.CANCELLED and job.finished_at is not None:
        found.append(Happening(job.finished_at, "cancelled", job.error))
    return sorted(found, key=lambda each: each.at)


def _text_of(event: JobEvent) -> str:
    return str(event.data.get("text", "")) or event.kind.replace("_", " ").capitalize()


def active_first(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Unfinished jobs, then the finished ones, each newest first."""
    return jobs.order_by(F("finished_at").desc(nulls_first=True), "-id")
