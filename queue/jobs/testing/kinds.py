"""Job kinds for tests: loaded by a worker process that is started with this module."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.backoff import Backoff
from jobs.rules.lanes import Lane

SOON = Backoff(first=0.05, factor=1.0, most=0.1)


@dataclass(frozen=True)
class Nap:
    """Sleep ``seconds`` in ``steps`` steps."""

    seconds: float = 1.0
    steps: int = 10


@dataclass(frozen=True)
class Line:
    """Append ``text`` to the file at ``path``."""

    path: str
    text: str


@job("test.nothing", title="Nothing", policy=Policy(backoff=SOON))
def nothing(context: JobContext, payload: None) -> None:
    """Does nothing."""


@job("test.nap", title="A nap", payload=Nap, policy=Policy(is_atomic=False, cancel_grace=timedelta(seconds=1)))
def nap(context: JobContext, payload: Nap) -> dict[str, int]:
    """Sleeps, telling its progress."""
    for step in range(payload.steps):
        context.progress(100 * step / payload.steps, f"step {step + 1} of {payload.steps}")
        time.sleep(payload.seconds / payload.steps)
    return {"steps": payload.steps}


@job("test.deaf", title="Deaf", payload=Nap, policy=Policy(is_atomic=False, cancel_grace=timedelta(seconds=1)))
def deaf(context: JobContext, payload: Nap) -> None:
    """Sleeps without ever looking up."""
    time.sleep(payload.seconds)


@job(
    "test.slow_for_its_kind",
    payload=Nap,
    policy=Policy(is_atomic=False, time_limit=timedelta(seconds=1), max_failures=1),
)
def slow_for_its_kind(context: JobContext, payload: Nap) -> None:
    """Sleeps past its time limit."""
    time.sleep(payload.seconds)


@job("test.append", payload=Line, policy=Policy(is_atomic=False, lane=Lane.BULK, backoff=SOON, max_crashes=1000))
def append(context: JobContext, payload: Line) -> None:
    """Writes one line to a file; a repeated run finds the line and leaves it."""
    with Path(payload.path).open("a") as ledger:
        ledger.write(payload.text + "\n")
