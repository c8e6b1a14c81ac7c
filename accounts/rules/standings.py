"""Where a person stands, which an upper app knows: it counts the experience."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from accounts.rules.ranks import Standing, standing_at

StandingOf = Callable[[UUID, datetime], Standing]
_known: list[StandingOf] = []


def standings_come_from(source: StandingOf) -> StandingOf:
    """Register who knows; the last one registered is asked."""
    _known.append(source)
    return source


def standing_of_person(person: UUID, *, at: datetime) -> Standing:
    """The person's rank and level at that moment; the lowest where nobody counts experience."""
    return _known[-1](person, at) if _known else standing_at(0)
