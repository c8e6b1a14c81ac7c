"""Which spirits a person may use, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from project.lib.clock import now
from spirits.errors import CatalogueEmpty
from spirits.models import Spirit
from spirits.queries.catalogue import spirits_shown_to
from spirits.queries.economy.access import Access as DecidedAccess
from spirits.queries.economy.access import access_of as decided_access_of
from spirits.queries.economy.standing import standing_of
from spirits.rules.access import Access, Offer, Reason, access_with


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
    """What this person may do with each of these spirits now, in two queries whatever their number."""
    at = now()
    standing = standing_of(user, at=at)
    found = decided_access_of(user, at=at)
    if not found and not Spirit.objects.exists():
        raise CatalogueEmpty
    return [
        SpiritAccess(spirit, access_with(_reasons(spirit, found.get(spirit.pk)), _offer(spirit), standing=standing))
        for spirit in spirits
    ]


def open_spirits(user: User, spirits: Iterable[Spirit]) -> set[UUID]:
    """Those of these spirits that the person may use now, as ``access_of`` decides, without saying why; in one query."""
    asked = list(spirits)
    if not asked:
        if not Spirit.objects.exists():
            raise CatalogueEmpty
        return set()
    found = decided_access_of(user, at=now(), among=[each.pk for each in asked])
    return {each.pk for each in asked if _reasons(each, found.get(each.pk))}


def available_spirits(user: User) -> list[SpiritAccess]:
    """The spirits this person may use now, each with its reasons, in catalogue order."""
    return [each for each in access_of(user, spirits_shown_to(user)) if each.is_available]


def _reasons(spirit: Spirit, decided: DecidedAccess | None) -> list[Reason]:
    """A free spirit that is retired goes on working where it is used, but nobody takes it anew."""
    reasons = [Reason(each.name) for each in decided.reasons] if decided else []
    is_live = spirit.state == Spirit.State.LIVE
    return [reason for reason in reasons if is_live or reason != Reason.FREE]


def _offer(spirit: Spirit) -> Offer:
    return Offer(
        is_live=spirit.state == Spirit.State.LIVE,
        is_free=spirit.tier == Spirit.Tier.FREE,
        unlock_rank=spirit.unlock_rank,
        unlock_level=spirit.unlock_level,
        price_cents=spirit.price_cents,
        price_points=spirit.price_points,
    )
