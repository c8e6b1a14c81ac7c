"""Job kinds for tests: loaded by a worker process that is started with this module."""

import fcntl
import os
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import connection

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


@job("test.stamp", payload=Line)
def stamp(context: JobContext, payload: Line) -> None:
    """Writes down when it ran."""
    with Path(payload.path).open("a") as file:
        file.write(f"{time.time()}\n")


@dataclass(frozen=True)
class Entry:
    """One entry of a ledger file; the work before it takes ``seconds``."""

    path: str
    number: int
    seconds: float = 0.0


@job("test.ledger", payload=Entry, policy=Policy(backoff=SOON, max_crashes=1000, max_failures=100))
def ledger(context: JobContext, payload: Entry) -> None:
    """Adds a row to the table ``bench_ledger`` with its completion, and a line to a file that carries the job's key."""
    time.sleep(payload.seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_ledger (job_id, number, attempt) VALUES (%s, %s, %s)",
            [context.id, payload.number, context.attempt],
        )
    with Path(payload.path).open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if f"{context.key}\n" not in file.read():
            file.write(f"{context.key}\n")
            file.flush()
            os.fsync(file.fileno())
    time.sleep(payload.seconds)
