"""Who must have a second factor, and what stays open to those who have none yet."""

from accounts.rules.ranks import RANKS, Rank, Standing
from project.ops.rules.runtime_settings import Declared, declare

NO_RANK = "none"
FROM_RANK = declare(
    Declared(
        "second_factor_from_rank",
        NO_RANK,
        "People of this rank and above must have a second factor.",
        choices=(NO_RANK, *(rank.value for rank in RANKS)),
    )
)
# Setting one up, proving who one is, mending the account, and leaving.
OPEN = (
    "/accounts/2fa/",
    "/accounts/confirm-email/",
    "/accounts/devices/",
    "/accounts/email/",
    "/accounts/impersonation/",
    "/accounts/logout/",
    "/accounts/password/",
    "/accounts/reauthenticate/",
    "/_allauth/",
    "/health/",
    "/metrics",
    "/static/",
)


def is_open_without(path: str) -> bool:
    """Whether somebody who lacks the second factor they must have gets there all the same."""
    return path.startswith(OPEN)


def is_asked_of(standing: Standing, *, from_rank: str) -> bool:
    """Whether a rank demands a second factor of a person who stands there."""
    return from_rank != NO_RANK and standing.reaches(Rank(from_rank), 1)
