"""The jobs a worker process holds: those not begun, the one in work, and the ends not yet written down."""

import threading
import time
from collections import deque

from jobs.context import JobContext
from jobs.services.claim import Claimed
from jobs.services.settle import Ended


class Hand:
    """Shared by the thread that works and the thread that speaks for it; each job is in exactly one place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Claimed] = deque()
        self._ended: list[Ended] = []
        self._current: tuple[JobContext, float] | None = None

    def fill(self, claimed: list[Claimed]) -> None:
        """Put claimed jobs into the hand; suspects (their worker vanished before) go last."""
        with self._lock:
            self._waiting.extend(sorted(claimed, key=lambda each: each.crashes > 0))

    def next_is_suspect(self) -> bool:
        """Whether the next job may take its worker down with it."""
        with self._lock:
            return bool(self._waiting) and self._waiting[0].crashes > 0

    def begin(self, worker: str) -> JobContext | None:
        """Take the next job into work; None when the hand holds no more."""
        with self._lock:
            if not self._waiting:
                return None
            context = JobContext(self._waiting.popleft(), worker=worker)
            self._current = (context, time.monotonic())
            return context

    def finish(self, ended: Ended | None) -> None:
        """Lay the job in work down; ``ended`` waits to be written."""
        with self._lock:
            self._current = None
            if ended is not None:
                self._ended.append(ended)

    def put_back(self, ended: list[Ended]) -> None:
        """Keep ends that could not be written yet."""
        with self._lock:
            self._ended = ended + self._ended

    def take_ended(self) -> list[Ended]:
        """The ends to write down; the caller writes them now."""
        with self._lock:
            ended, self._ended = self._ended, []
            return ended

    def take_waiting(self) -> list[Claimed]:
        """The jobs not begun; the caller gives them back."""
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
            return waiting

    def current(self, *, older_than: float = 0.0) -> JobContext | None:
        """The job in work, when it has been for that many seconds."""
        with self._lock:
            if self._current is None or time.monotonic() - self._current[1] < older_than:
                return None
            return self._current[0]
