"""The states of a job and the ways between them; the database repeats both as a check and a trigger."""

from django.db import models


class JobState(models.TextChoices):
    """Where a job stands."""

    SCHEDULED = "scheduled", "Scheduled"
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    RETRYING = "retrying", "Will try again"
    SUCCEEDED = "succeeded", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    DEAD = "dead", "Stopped for safety"


WAITING = (JobState.SCHEDULED, JobState.QUEUED, JobState.RETRYING)
LIVE = (*WAITING, JobState.RUNNING)
FINISHED = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.DEAD)
REPEATABLE = (JobState.FAILED, JobState.CANCELLED, JobState.DEAD)

TRANSITIONS: dict[str, frozenset[str]] = {
    JobState.SCHEDULED: frozenset({JobState.QUEUED, JobState.CANCELLED}),
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.QUEUED, JobState.RETRYING, *FINISHED}),
    JobState.RETRYING: frozenset({JobState.QUEUED, JobState.CANCELLED}),
    JobState.SUCCEEDED: frozenset(),
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED, JobState.SCHEDULED}),
    JobState.DEAD: frozenset({JobState.QUEUED}),
}


def may_become(old: str, new: str) -> bool:
    """Whether a job in state ``old`` may be moved to ``new``."""
    return new in TRANSITIONS.get(old, frozenset())


def transition_pairs() -> list[tuple[str, str]]:
    """Every allowed move, in a fixed order."""
    return sorted((str(old), str(new)) for old, news in TRANSITIONS.items() for new in news)
