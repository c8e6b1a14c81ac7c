"""What a process remembers of a small table for some seconds, so that staff changes are in force everywhere soon."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog
from django.db import Error as DatabaseError

log = structlog.get_logger(__name__)
T = TypeVar("T")
SECONDS_BELIEVED = 3.0

_all: "list[Snapshot]" = []


class Snapshot(Generic[T]):
    """The newest known reading of ``load``, at most three seconds old; the last one while the database is away."""

    def __init__(self, load: Callable[[], T], *, otherwise: Callable[[], T]) -> None:
        self._load = load
        self._otherwise = otherwise
        self._lock = threading.Lock()
        self._value: T | None = None
        self._read_at = float("-inf")
        _all.append(self)

    def get(self) -> T:
        """The reading; one caller renews it while the others go on with the last."""
        if self._value is not None and time.monotonic() - self._read_at < SECONDS_BELIEVED:
            return self._value
        if not self._lock.acquire(blocking=self._value is None):
            return self._value  # type: ignore[return-value]  # not None, or the lock would be waited for
        try:
            self._value = self._load()
        except DatabaseError as error:
            log.warning("snapshot_kept", error=type(error).__name__)
            self._value = self._value if self._value is not None else self._otherwise()
        finally:
            self._read_at = time.monotonic()
            self._lock.release()
        return self._value

    def forget(self) -> None:
        """Read again next time."""
        self._read_at = float("-inf")
        self._value = None


def forget_all() -> None:
    """Forget every reading of this process."""
    for each in _all:
        each.forget()
