"""Where a person stands."""

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at


def standing_of(user: User) -> Standing:
    """The person's rank and level. Nothing gives experience yet, so everybody is a Novice of level 1."""
    return standing_at(0)
