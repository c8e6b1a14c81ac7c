"""Where a person stands, from the experience they gained."""

from datetime import datetime

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at
from spirits.queries.economy.access import xp_of


def standing_of(user: User, *, at: datetime) -> Standing:
    """The person's rank and level at that moment."""
    return standing_at(xp_of(user, at=at))
