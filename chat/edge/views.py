"""How a run's events are shown: raw for programs, or with rendered blocks for pages."""

from collections.abc import Iterator
from typing import Any, Protocol

from project.lib.markdown import BlockUpdate, StreamingMarkdown


class View(Protocol):
    """Turns each stored event into the events one follower gets."""

    def starts_after(self, asked: int) -> int:
        """The sequence number after which this view must begin to read."""
        ...

    def show(self, kind: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is sent for one event."""
        ...


class Raw:
    """Every event as it is stored."""

    def starts_after(self, asked: int) -> int:
        """Just where the caller left off."""
        return asked

    def show(self, kind: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The event itself."""
        yield kind, data


class Html:
    """Text as rendered blocks. It always begins at the beginning: a page replaces blocks by number, so that is harmless."""

    def __init__(self) -> None:
        self._markdown = StreamingMarkdown()

    def starts_after(self, asked: int) -> int:
        """From the first event on."""
        return 0

    def show(self, kind: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The event itself, and the blocks it changed."""
        for update in self._updates(kind, data):
            yield "block", {"index": update.index, "html": update.html, "final": update.is_final}
        yield kind, data

    def _updates(self, kind: str, data: dict[str, Any]) -> list[BlockUpdate]:
        if kind == "text":
            return self._markdown.feed(data["text"])
        return self._markdown.finish() if kind == "end" else []


def view_named(name: str) -> View | None:
    """A fresh view of that name, or None."""
    if name == "html":
        return Html()
    return Raw() if name == "raw" else None
