"""What the reading of an old folder has to tell: what cannot be taken over, and what is left out on purpose."""

from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_PLACE = 300
LONGEST_REASON = 500


class Weight(StrEnum):
    """What a finding means for the move."""

    BROKEN = "broken"
    """The file cannot be read as a whole: nothing at all is moved in."""
    REFUSED = "refused"
    """This entry is not moved in; the others are."""
    NOTE = "note"
    """Something beside an entry is left behind, or was read in a way worth knowing."""


@dataclass(frozen=True)
class Finding:
    """One line of a report: which file, where in it, and why."""

    weight: Weight
    file: str
    place: str
    reason: str


@dataclass
class Findings:
    """The findings about one file, in the order of the file."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def broken(self, place: str, reason: str) -> None:
        """The whole file cannot be read."""
        self._add(Weight.BROKEN, place, reason)

    def refused(self, place: str, reason: str) -> None:
        """An entry is not taken."""
        self._add(Weight.REFUSED, place, reason)

    def note(self, place: str, reason: str) -> None:
        """Worth knowing."""
        self._add(Weight.NOTE, place, reason)

    def _add(self, weight: Weight, place: str, reason: str) -> None:
        self.found.append(
            Finding(weight, self.file, printable(place)[:LONGEST_PLACE], printable(reason)[:LONGEST_REASON])
        )


def printable(text: str) -> str:
    """The text as a database and a terminal can take it: control characters and lone surrogates are escaped."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
