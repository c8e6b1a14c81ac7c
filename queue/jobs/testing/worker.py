"""A real worker: Celery with forked children, on the database and broker of the caller."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from project.settings.env import BASE_DIR
from project.stack.processes import end, python, spawn
from project.testing.site import site_environment

START_SECONDS = 60
LANES = "interactive,default,bulk,gpu"


def start_worker(
    *, environment: dict[str, str] | None = None, output: int | None = None, concurrency: int = 2, lanes: str = LANES
) -> "subprocess.Popen[bytes]":
    """Start a worker that knows the kinds of jobs.testing.kinds; it says ``ready.`` on its output when it is."""
    command = python("-W", "ignore", "-m", "jobs.testing.serve", "-Q", lanes, "-c", str(concurrency))
    return spawn(
        command,
        environment={**(environment or site_environment()), "PYTHONUNBUFFERED": "1"},
        output=output,
        folder=BASE_DIR,
        signal_at_parents_death=signal.SIGKILL,
    )


@contextmanager
def worker_process(
    *, environment: dict[str, str] | None = None, concurrency: int = 2
) -> Iterator["subprocess.Popen[bytes]"]:
    """A ready worker that ends with the block."""
    with tempfile.TemporaryFile() as log:
        process = start_worker(environment=environment, output=log.fileno(), concurrency=concurrency)
        try:
            wait_until_ready(process, log.fileno())
            yield process
        finally:
            end(process, by=signal.SIGTERM, patience=10)


def wait_until_ready(process: "subprocess.Popen[bytes]", log: int) -> None:
    """Return once the worker takes tickets; raises with its output when it does not come up."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        said = os.pread(log, 100_000, 0).decode(errors="replace")
        if " ready." in said:
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The worker did not start:\n{said}")
        time.sleep(0.05)


def children_of(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """The forked children that do the work."""
    return [child for child in psutil.Process(process.pid).children() if child.status() != psutil.STATUS_ZOMBIE]
