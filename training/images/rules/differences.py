"""Where the layers of a folder disagree, and which side is the newer."""

from dataclasses import dataclass
from enum import StrEnum

from training.images.rules.entry import NAMES, Entry


class Layer(StrEnum):
    """The places that must say the same as the rows: the file, the search index, the state, and the pictures themselves."""

    FILE = "file"
    INDEX = "index"
    STATE = "state"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement with the rows: where, what kind, of which picture (empty: of the folder), and in words."""

    layer: Layer
    kind: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of the file besides its entries: whether another program wrote it, and whether that came later."""

    is_foreign: bool
    is_later: bool


def differing_fields(row: Entry, entry: Entry) -> list[str]:
    """The names of the fields in which the two differ."""
    return [name for name in NAMES if getattr(row, name) != getattr(entry, name)]


def file_is_newer(row: Entry, entry: Entry, *, is_unwritten: bool, facts: FileFacts) -> bool:
    """Whether the file's entry goes before the row.

    The higher revision does. At the same revision only another program can have changed the entry: the file goes first
    when it was changed after our last writing, and the row otherwise, or while a change of the row is on its way.
    """
    if is_unwritten:
        return False
    if entry.revision != row.revision:
        return entry.revision > row.revision
    return facts.is_foreign and facts.is_later
