"""Stops asking a server that does not answer, and tries again a little later with one caller only."""

import threading
import time
from collections.abc import Callable

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 4.0


class Breaker:
    """Closed: everybody may ask. Open: nobody, until the pause is over; then one caller tries for all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._asks_again_at = 0.0

    @property
    def is_closed(self) -> bool:
        """Whether the server answered last time."""
        return self._failures == 0

    def may_ask(self) -> bool:
        """True for everybody while closed, and for one caller after each pause."""
        if self.is_closed:
            return True
        with self._lock:
            if self._clock() < self._asks_again_at:
                return False
            self._asks_again_at = self._clock() + self._pause()
            return True

    def failed(self) -> bool:
        """Note a failure; True when it is the first, which is worth a line in the log."""
        with self._lock:
            self._failures += 1
            self._asks_again_at = self._clock() + self._pause()
            return self._failures == 1

    def answered(self) -> bool:
        """Note an answer; True when the server was away before."""
        if self.is_closed:
            return False
        with self._lock:
            was_away = self._failures > 0
            self._failures = 0
            return was_away

    def _pause(self) -> float:
        return min(FIRST_PAUSE * float(2 ** min(self._failures, 8)), LONGEST_PAUSE)
