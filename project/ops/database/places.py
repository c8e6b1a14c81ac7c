"""How many connections a process holds at a time: whoever finds no place free waits for as long as others leave theirs."""

import threading
import time


class Places:
    """A number of places, and patience of two kinds: with a queue that moves, and with one that stands still."""

    def __init__(self, number: int, *, still: float = 1.0, moving: float = 15.0) -> None:
        self._free = number
        self._left = 0  # how often somebody left a place after using it
        self._still, self._moving = still, moving
        self._changed = threading.Condition()

    def take(self) -> bool:
        """A place, maybe after a wait; False when nobody left one for a moment, or the queue is too long."""
        until = time.monotonic() + self._moving
        with self._changed:
            while not self._free:
                seen = self._left
                moved = self._changed.wait_for(lambda seen=seen: self._free or self._left != seen, timeout=self._still)  # type: ignore[misc]
                if not moved or time.monotonic() > until:
                    return False
            self._free -= 1
            return True

    def leave(self) -> None:
        """Give a place back after using it."""
        with self._changed:
            self._left += 1
            self._return()

    def give_up(self) -> None:
        """Give a place back unused: the server did not answer, so that nothing moved."""
        with self._changed:
            self._return()

    def _return(self) -> None:
        self._free += 1
        self._changed.notify()
