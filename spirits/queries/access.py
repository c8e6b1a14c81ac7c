"""Which spirits a person may use, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from accounts.queries.standing import standing_of
from spirits.models import PlanSpirit, Spirit
from spirits.queries.catalogue import spirits_shown_to
from spirits.queries.limits import plan_of
from spirits.rules.access import Access, Offer, access_to


@dataclass(frozen=True)
class SpiritAccess:
    """A spirit, and whether this person may use it."""

    spirit: Spirit
    access: Access

    @property
    def is_available(self) -> bool:
        """Whether the person may use it now."""
        return self.access.is_available


def access_of(user: User, spirits: Iterable[Spirit]) -> list[SpiritAccess]:
    """What this person may do with each of these spirits, in two queries whatever their number."""
    standing = standing_of(user)
    in_plan = _in_plan(user)
    return [
        SpiritAccess(
            spirit,
            access_to(_offer(spirit), standing=standing, is_in_plan=spirit.pk in in_plan, is_staff=user.is_staff),
        )
        for spirit in spirits
    ]


def available_spirits(user: User) -> list[SpiritAccess]:
    """The spirits this person may use now, each with its reasons, in catalogue order."""
    return [each for each in access_of(user, spirits_shown_to(user)) if each.is_available]


def _in_plan(user: User) -> set[UUID]:
    if user.is_staff:
        return set()
    return set(PlanSpirit.objects.filter(plan=plan_of(user)).values_list("spirit_id", flat=True))


def _offer(spirit: Spirit) -> Offer:
    return Offer(
        is_live=spirit.state == Spirit.State.LIVE,
        is_free=spirit.tier == Spirit.Tier.FREE,
        unlock_rank=spirit.unlock_rank,
        unlock_level=spirit.unlock_level,
        price_cents=spirit.price_cents,
        price_points=spirit.price_points,
    )
