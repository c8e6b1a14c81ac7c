"""Who may use a spirit, and what is missing where they may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from accounts.rules.ranks import Rank, Standing
from spirits.rules.prices import money


class Reason(StrEnum):
    """Why a person may use a spirit."""

    FREE = "free_tier"
    PLAN = "plan"
    PURCHASE = "purchase"
    BUNDLE = "bundle"
    GIFT = "gift"
    GRANTED = "granted"
    TRIAL = "trial"
    STAFF = "staff"


REASONS = {
    Reason.FREE: gettext_noop("Free for everybody"),
    Reason.PLAN: gettext_noop("Part of your plan"),
    Reason.PURCHASE: gettext_noop("You bought it"),
    Reason.BUNDLE: gettext_noop("You bought it in a bundle"),
    Reason.GIFT: gettext_noop("Somebody gave it to you"),
    Reason.GRANTED: gettext_noop("The team opened it for you"),
    Reason.TRIAL: gettext_noop("Yours to try a few times"),
    Reason.STAFF: gettext_noop("Open to staff"),
}


class Obstacle(StrEnum):
    """What stands between a person and a spirit."""

    RANK = "rank"
    PRICE = "price"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True)
class Access:
    """Whether one person may use one spirit, with every reason, or everything that is missing."""

    reasons: tuple[Reason, ...]
    missing: tuple[tuple[Obstacle, str], ...] = ()

    @property
    def is_available(self) -> bool:
        """One reason is enough."""
        return bool(self.reasons)

    @property
    def explanation(self) -> str:
        """The reasons, or what is missing, in one line."""
        if self.reasons:
            return ". ".join(gettext(REASONS[reason]) for reason in self.reasons)
        return ". ".join(text for _, text in self.missing)


@dataclass(frozen=True)
class Offer:
    """What of a spirit decides who may use it."""

    is_live: bool
    is_free: bool
    unlock_rank: str
    unlock_level: int
    price_cents: int
    price_points: int


def access_with(reasons: Iterable[Reason], offer: Offer, *, standing: Standing) -> Access:
    """The access that these reasons give; without any, what stands between the person and the spirit."""
    found = tuple(sorted(set(reasons), key=list(Reason).index))
    return Access(found, () if found else _missing(offer, standing))


def _missing(offer: Offer, standing: Standing) -> tuple[tuple[Obstacle, str], ...]:
    if not offer.is_live:
        return ((Obstacle.NOT_OFFERED, gettext("No longer offered")),)
    missing = []
    has_rank = standing.reaches(offer.unlock_rank, offer.unlock_level)
    if not offer.is_free:
        missing.append(
            (
                Obstacle.PRICE,
                gettext("Costs %(price)s or %(points)s points")
                % {"price": money(offer.price_cents), "points": offer.price_points},
            )
        )
    if not has_rank:
        asked = f"{gettext(Rank(offer.unlock_rank).label)} {offer.unlock_level}"
        says = gettext("Points can buy it from %(asked)s on; you are %(standing)s")
        missing.append((Obstacle.RANK, says % {"asked": asked, "standing": standing}))
    return tuple(missing)
