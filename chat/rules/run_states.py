"""The states of a run and the ways between them."""

from django.db import models


class RunState(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Answering"
    COMPLETED = "completed", "Complete"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"
    INCOMPLETE = "incomplete", "Incomplete"


ACTIVE = (RunState.QUEUED, RunState.RUNNING)
TERMINAL = (RunState.COMPLETED, RunState.STOPPED, RunState.FAILED, RunState.INCOMPLETE)

TRANSITIONS: dict[str, frozenset[str]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.STOPPED, RunState.FAILED}),
    RunState.RUNNING: frozenset({*TERMINAL, RunState.QUEUED}),  # queued again while it waits for its person
    **{state: frozenset() for state in TERMINAL},
}


def may_become(old: str, new: str) -> bool:
    """Whether a run in state ``old`` may be moved to ``new``."""
    return new in TRANSITIONS.get(old, frozenset())
