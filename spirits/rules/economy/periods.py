"""Months of a subscription, and what changing a plan within one costs."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from spirits.rules.economy.amounts import share


def boundary(anchor: datetime, months: int) -> datetime:
    """The anchor so many months later, at the same day and time; a month that is too short ends on its last day.

    Counted from the anchor each time, so that the 31st comes back after February.
    """
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    day = min(anchor.day, monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)


def month_around(anchor: datetime, at: datetime) -> tuple[datetime, datetime]:
    """The month of the subscription that holds this moment: from a boundary until, and not at, the next."""
    months = (at.year - anchor.year) * 12 + at.month - anchor.month
    while boundary(anchor, months) > at:
        months -= 1
    while boundary(anchor, months + 1) <= at:
        months += 1
    return boundary(anchor, months), boundary(anchor, months + 1)


@dataclass(frozen=True)
class PlanChange:
    """What changing the plan means: the preview shows it, and the charge is it."""

    is_immediate: bool
    starts_at: datetime
    ends_at: datetime
    credit: int
    price: int

    @property
    def charge(self) -> int:
        """What is paid now."""
        return max(0, self.price - self.credit)


def plan_change(*, anchor: datetime, held_price: int, new_price: int, at: datetime) -> PlanChange:
    """A dearer plan starts now and costs the difference for what is left of the month; another one starts with the next.

    Both sides are shares of the full monthly prices (never of what was charged last), so changing twice costs as much as once.
    """
    starts_at, ends_at = month_around(anchor, at)
    if new_price <= held_price:
        return PlanChange(False, ends_at, boundary_after(anchor, ends_at), 0, 0)
    whole, left = _micros(ends_at - starts_at), _micros(ends_at - at)
    return PlanChange(
        True,
        at,
        ends_at,
        share(held_price, numerator=left, denominator=whole),
        share(new_price, numerator=left, denominator=whole),
    )


def boundary_after(anchor: datetime, at: datetime) -> datetime:
    """The first boundary after this moment."""
    return month_around(anchor, at)[1]


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
