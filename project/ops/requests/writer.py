"""Writes the API log in batches from a thread of its own, so that no request waits for it."""

import atexit
import os
import threading
from collections import deque
from collections.abc import Callable

import structlog
from django.db import Error as DatabaseError
from django.db import connections

from project.ops.models import ApiLog
from project.ops.requests.metrics import api_log_dropped

log = structlog.get_logger(__name__)

LARGEST_BATCH = 500
MOST_WAITING = 20_000
SECONDS_BETWEEN_BATCHES = 1.0


class Writer:
    """Holds rows for at most a second; while the database is away it keeps the newest and counts what it drops."""

    def __init__(self, write: Callable[[list[ApiLog]], object]) -> None:
        self._write = write
        self._waiting: deque[ApiLog] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def add(self, row: ApiLog) -> None:
        """Take a row; never waits and never fails."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            api_log_dropped.inc()
        self._waiting.append(row)
        if self._pid != os.getpid():
            self._start()

    def flush(self) -> int:
        """Write what waits, in the calling thread; how many rows were written."""
        written = 0
        with self._lock:
            while batch := [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]:
                try:
                    self._write(batch)
                except DatabaseError as error:
                    self._waiting.extendleft(reversed(batch))
                    log.warning("api_log_waits", rows=len(self._waiting), error=type(error).__name__)
                    break
                written += len(batch)
        return written

    def _start(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid = os.getpid()
            self._thread = threading.Thread(target=self._run, name="api-log", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(SECONDS_BETWEEN_BATCHES):
            if self._waiting:
                self.flush()
                connections.close_all()


writer = Writer(lambda rows: ApiLog.objects.bulk_create(rows))
atexit.register(writer.flush)
