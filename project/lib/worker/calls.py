"""The server's side: start the nursery once, hand it a call, wait for the answer."""

import atexit
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

import structlog

from project.lib.errors import DaimonError
from project.lib.worker.errors import Crashed, OutOfMemory, OutOfTime, Stopped
from project.lib.worker.wire import BEGUN, Gone, pack, receive

log = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parents[3]
LOOK_SECONDS = 0.1  # how soon a stop is noticed
START_SECONDS = 60.0  # importing a large library for the first time on a busy machine; not part of a call's time
LATEST = 2.0  # the nursery ends a worker at its time; a busy one may be so much later with it
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "2",
    "MPLBACKEND": "Agg",
}


class Nursery:
    """The process that workers come from, and the address it listens on."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="daimon-work-")
        self._address = f"{self._folder.name}/calls"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._address)
        listener.listen(64)
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            [sys.executable, "-m", "project.lib.worker.nursery", str(listener.fileno())],
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            env=ENVIRONMENT,
            cwd=ROOT,
        )
        listener.close()
        self._owner = os.getpid()

    def is_alive(self) -> bool:
        """Whether it still serves this process."""
        return self._owner == os.getpid() and self._process.poll() is None

    def connect(self) -> socket.socket:
        """A connection for one call."""
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        return connection

    def stop(self) -> None:
        """End it and every worker of it."""
        if self._owner == os.getpid():
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()
            self._folder.cleanup()


_lock = Lock()
_nursery: Nursery | None = None


def run_in_worker(
    function: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    seconds: float,
    megabytes: int,
    cancel: Event | None = None,
    begun: Callable[[float], None] | None = None,
) -> Any:
    """The function's value; its DaimonError; or OutOfTime, OutOfMemory, Stopped or Crashed.

    ``begun`` is told how long it took until the work began, a first import of the module included; ``seconds`` run from then.
    """
    call = {"function": function, "args": args, "kwargs": kwargs, "seconds": seconds, "megabytes": megabytes}
    asked = monotonic()
    with _running().connect() as connection:
        connection.sendall(pack(call))
        try:
            _wait(connection, seconds=START_SECONDS, cancel=cancel)
            if connection.recv(1, socket.MSG_PEEK) == BEGUN:
                connection.recv(1)
                if begun is not None:
                    begun(monotonic() - asked)
                _wait(connection, seconds=seconds + LATEST, cancel=cancel)
            return _value(receive(connection), function)
        except Gone as error:
            log.error("worker_gone", function=function)
            raise Crashed from error


def stop_workers() -> None:
    """End the nursery of this process; the next call starts another."""
    global _nursery
    with _lock:
        if _nursery is not None:
            _nursery.stop()
            _nursery = None


atexit.register(stop_workers)


def _running() -> Nursery:
    global _nursery
    with _lock:
        if _nursery is None or not _nursery.is_alive():
            _nursery = Nursery()
        return _nursery


def _wait(connection: socket.socket, *, seconds: float, cancel: Event | None) -> None:
    """Until the answer begins to arrive. Closing the connection, by any error here, kills the worker."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    end = monotonic() + seconds
    while not poll.poll(LOOK_SECONDS * 1000):
        if cancel is not None and cancel.is_set():
            raise Stopped
        if monotonic() > end:
            raise OutOfTime


def _value(answer: dict[str, Any], function: str) -> Any:
    if "value" in answer:
        return answer["value"]
    if "error" in answer:
        raise _told(*answer["error"])
    if "ended" in answer:
        raise {"time": OutOfTime, "memory": OutOfMemory, "depth": OutOfMemory}.get(answer["ended"], OutOfMemory)()
    log.error("worker_crashed", function=function, problem=answer["crash"], place=answer["place"])
    raise Crashed


def _told(code: str, status: int, message: str, fields: dict[str, list[str]]) -> DaimonError:
    """The worker's own refusal, as it was raised there."""
    error = DaimonError(message, fields=fields)
    error.code, error.status = code, status
    return error
