"""Find running jobs that do not stop: past their kind's time limit, or cancelled and deaf."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobs.errors import UnknownKind
from jobs.models import Attempt, Job
from jobs.registry import Policy, handler_of
from jobs.rules.states import JobState
from jobs.services.settle import Ended, settle
from project.lib.clock import now


@dataclass(frozen=True)
class Overdue:
    """A running job that must be ended by force, and why."""

    id: UUID
    kind: str
    fence: int
    worker: str
    started_at: datetime
    reason: str
    failures: int
    max_failures: int


def overdue_jobs(node: str, *, at: datetime | None = None) -> list[Overdue]:
    """The overdue jobs that processes of ``node`` hold."""
    at = at or now()
    found = []
    for job in Job.objects.filter(state=JobState.RUNNING, held_by__startswith=f"{node}/").defer("payload"):
        policy = _policy(job.kind)
        reason = ""
        if job.cancel_requested_at is not None and at > job.cancel_requested_at + policy.cancel_grace:
            reason = "cancelled"
        elif job.started_at is not None and at > job.started_at + policy.time_limit:
            reason = "timed_out"
        if reason and job.started_at is not None:
            found.append(
                Overdue(
                    job.pk, job.kind, job.fence, job.held_by, job.started_at, reason, job.failures, job.max_failures
                )
            )
    return found


def condemn(overdue: Overdue) -> None:
    """Write down the end of a job whose process was killed."""
    if overdue.reason == "cancelled":
        state, outcome, sentence = JobState.CANCELLED, Attempt.Outcome.CANCELLED, "Cancelled."
    else:
        is_last = overdue.failures + 1 >= overdue.max_failures
        state = JobState.FAILED if is_last else JobState.RETRYING
        outcome, sentence = Attempt.Outcome.TIMED_OUT, "This took longer than it may."
    settle(
        [
            Ended(
                id=overdue.id,
                fence=overdue.fence,
                state=state,
                outcome=outcome,
                worker=overdue.worker,
                started_at=overdue.started_at,
                finished_at=now(),
                error_code=overdue.reason,
                error=sentence,
                failures=int(overdue.reason == "timed_out"),
                wait=_policy(overdue.kind).backoff.after(overdue.failures + 1, chance=1.0).total_seconds(),
            )
        ]
    )


def _policy(kind: str) -> Policy:
    try:
        return handler_of(kind).policy
    except UnknownKind:
        return Policy()
