"""Whether a person lacks the second factor that staff demand of them."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from accounts.models import User
from accounts.rules.second_factor import FROM_RANK, NO_RANK, is_asked_of
from accounts.rules.standings import standing_of_person
from project.lib.clock import now
from project.ops.cache.copies import Copies
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import STAFF_NEED_MFA

SECONDS = 4  # as other copies of people: what changed is in force after five
_lacking: Copies[bool] = Copies("second_factor", seconds=SECONDS)


def lacks_second_factor(user: User) -> bool:
    """Whether the person must have one, by being staff or by rank, and has none. Asks no database while nobody must."""
    of_staff, from_rank = bool(value_of(STAFF_NEED_MFA)), str(value_of(FROM_RANK))
    if not (of_staff and user.is_staff) and from_rank == NO_RANK:
        return False
    return bool(_lacking.get(f"{user.pk}:{of_staff:d}:{from_rank}", lambda: _lacks(user, of_staff, from_rank)))


def has_changed(user_id: UUID) -> None:
    """A factor came or went: read the rows next time."""
    for of_staff in (0, 1):
        _lacking.forget(f"{user_id}:{of_staff}:{value_of(FROM_RANK)}")


def _lacks(user: User, of_staff: bool, from_rank: str) -> bool:
    is_demanded = (of_staff and user.is_staff) or is_asked_of(
        standing_of_person(user.pk, at=now()), from_rank=from_rank
    )
    return is_demanded and not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
