"""How many may do something at a time: whoever finds no place free waits for as long as others leave theirs."""

import threading
import time
from collections import deque


class Places:
    """A number of places, given in the order of asking, and patience of two kinds: with a queue that moves, and with one
    that stands still."""

    def __init__(self, number: int, *, still: float = 1.0, moving: float = 30.0) -> None:
        self._free = number
        self._left = 0  # how often somebody left a place after using it
        self._still, self._moving = still, moving
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.RLock()  # a connection that is collected may leave its place at any point

    def take(self) -> bool:
        """A place, maybe after a wait; False when nobody left one for a moment, or the queue is too long."""
        turn, until = threading.Event(), time.monotonic() + self._moving
        with self._lock:
            self._waiting.append(turn)
            self._hand_out()
            seen = self._left
        while not turn.wait(timeout=self._still):
            with self._lock:
                self._hand_out()
                if turn.is_set():
                    return True
                if self._left == seen or time.monotonic() > until:
                    self._waiting.remove(turn)
                    return False
                seen = self._left
        return True

    def leave(self) -> None:
        """Give a place back after using it."""
        with self._lock:
            self._left += 1
            self._free += 1
            self._hand_out()

    def give_up(self) -> None:
        """Give a place back unused: the server did not answer, so that nothing moved."""
        with self._lock:
            self._free += 1
            self._hand_out()

    def _hand_out(self) -> None:
        """Free places go to who waits longest; nobody who comes later is faster."""
        while self._free and self._waiting:
            self._free -= 1
            self._waiting.popleft().set()
