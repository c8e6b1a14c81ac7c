"""Drops connections at once when nobody waits for their answers any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from project.lib.http.stream import Stream


class Leash:
    """The answers that one piece of work is reading; ``cut`` drops their connections without waiting for anything.

    Cancelling the work closes them too, but only step by step on the event loop: with a thousand callers who leave
    together that is a second. Work whose leash was cut hears nothing more from its connections, so cancel it soon.
    """

    def __init__(self) -> None:
        self._held: set[Stream] = set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Calls made within the block, by this task, are on this leash."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def add(self, stream: Stream) -> None:
        """An answer begins to be read from this connection."""
        self._held.add(stream)

    def discard(self, stream: Stream) -> None:
        """Its answer is over; another call may use the connection."""
        self._held.discard(stream)

    def cut(self) -> bool:
        """Shut every connection down in both directions; whether there was one."""
        was_holding = bool(self._held)
        while self._held:
            self._held.pop().cut()
        return was_holding


_current: ContextVar[Leash | None] = ContextVar("leash", default=None)


def current_leash() -> Leash | None:
    """The leash this task's calls are on."""
    return _current.get()
