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
    """The newest known reading of ``load``, at most three seconds old; the last one while the database is away.

    ``otherwise`` gives what holds while there was no reading yet and none can be had.
    """

    def __init__(self, load: Callable[[], T], *, otherwise: Callable[[], T]) -> None:
        self._load = load
        self._otherwise = otherwise
        self._lock = threading.Lock()
        self._value: T | None = None
        self._is_good_until = float("-inf")
        _all.append(self)

    def get(self) -> T:
        """The reading; one caller renews it while the others go on with what is known."""
        if self._value is not None and time.monotonic() < self._is_good_until:
            return self._value
        if not self._lock.acquire(blocking=False):
            return self._known()  # also when the reading itself, on this thread, asks
        try:
            self._value = self._load()
        except DatabaseError as error:
            log.warning("snapshot_kept", error=type(error).__name__)
            self._value = self._known()
        finally:
            self._is_good_until = time.monotonic() + SECONDS_BELIEVED
            self._lock.release()
        return self._value

    def _known(self) -> T:
        return self._otherwise() if self._value is None else self._value

    def forget(self) -> None:
        """Read again next time."""
        self._is_good_until = float("-inf")

    def assume_defaults(self) -> None:
        """Hold what holds without a reading, until told to forget: for tests that count queries."""
        self._value = self._otherwise()
        self._is_good_until = float("inf")


def assume_defaults() -> None:
    """Every snapshot of this process holds its default until told to forget."""
    for each in _all:
        each.assume_defaults()
