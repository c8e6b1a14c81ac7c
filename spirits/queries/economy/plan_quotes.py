"""What a plan costs this person now, in money."""

from datetime import datetime

from django.conf import settings

from accounts.models import User
from spirits.models.purchase import Purchase
from spirits.models.subscription import PlanVersion, Subscription
from spirits.queries.economy.quotes import CURRENCY
from spirits.queries.economy.subscriptions import live_subscription, running_period
from spirits.rules.economy.errors import NotForSale, SamePlan
from spirits.rules.economy.periods import PlanChange, boundary, plan_change
from spirits.rules.economy.quotes import Quote

Step = Purchase.PlanStep


def quote_plan(*, user: User, version: PlanVersion, at: datetime) -> tuple[str, Quote]:
    """What is done and what it costs: beginning, resuming after a pause, or changing to a dearer plan at once.

    The passing of time alone makes a change cheaper, by its minute: an offer holds for the minute it was made in.
    """
    step, change = plan_step(user=user, version=version, at=at)
    if not change.is_immediate or not change.charge:
        raise NotForSale("This change costs nothing. It begins with the next month.")
    offer = Quote(
        thing=f"plan:{step}:{version.pk}:{user.pk}",
        unit=CURRENCY,
        list_amount=change.charge,
        discount_percent=0,
        coupon_percent=0,
        parts=(),
        tax_basis_points=settings.TAX_BASIS_POINTS,
    )
    return step, offer


def plan_step(*, user: User, version: PlanVersion, at: datetime) -> tuple[str, PlanChange]:
    """What this plan would mean for the person now, priced in the currency's smallest unit."""
    running = live_subscription(user)
    if running is None:
        return Step.BEGIN, PlanChange(True, at, boundary(at, 1), 0, version.price_cents)
    if running.paused_at is not None and _paid_until(running) <= at:
        return Step.RESUME, PlanChange(True, at, boundary(at, 1), 0, version.price_cents)
    period = running_period(user, at=at)
    if period is None or at >= period.ends_at:
        raise NotForSale("Pay the month that is due first.")
    if period.version_id == version.pk and running.next_version_id is None:
        raise SamePlan
    minute = at.replace(second=0, microsecond=0)
    moment = max(minute, period.starts_at)
    change = plan_change(
        anchor=running.anchor, held_price=period.version.price_cents, new_price=version.price_cents, at=moment
    )
    return Step.CHANGE, change


def _paid_until(running: Subscription) -> datetime:
    return running.periods.order_by("-number")[0].ends_at
