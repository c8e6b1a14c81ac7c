"""What belongs to a person, named by the apps that keep it: for the archive of one's own data, and for erasing a person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import User

Row = dict[str, Any]


def nothing(user: User) -> Iterable[Any]:
    """No rows, no files."""
    return ()


def no_farewell(user: User) -> None:
    """Nobody elsewhere has to be told."""


@dataclass(frozen=True)
class Belongings:
    """One kind of a person's things.

    ``rows`` and ``files`` (with their names) go into the archive. ``places`` are the files and folders that go from the
    disk when the person is erased; the rows go by themselves, by their foreign keys. ``farewell`` leaves jobs for what
    other servers are to be told then: within the transaction that erases, so it waits for nobody and belongs to no owner.
    """

    name: str
    rows: Callable[[User], Iterable[Row]] = nothing
    files: Callable[[User], Iterable[tuple[str, Path]]] = nothing
    places: Callable[[User], Iterable[Path]] = nothing
    farewell: Callable[[User], None] = no_farewell


_kinds: dict[str, Belongings] = {}


def belongs(kind: Belongings) -> None:
    """Register it, beside the code that keeps it."""
    _kinds[kind.name] = kind


def kinds_of_belongings() -> list[Belongings]:
    """Every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
