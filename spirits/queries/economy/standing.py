"""Where a person stands, from the experience they gained."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at
from accounts.rules.standings import standings_come_from
from spirits.queries.economy.access import xp_of, xp_of_person


def standing_of(user: User, *, at: datetime) -> Standing:
    """The person's rank and level at that moment."""
    return standing_at(xp_of(user, at=at))


@standings_come_from
def standing_of_id(person: UUID, at: datetime) -> Standing:
    """The same for somebody of whom only the id is known."""
    return standing_at(xp_of_person(person, at=at))
