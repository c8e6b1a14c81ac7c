"""Changes, cancels, pauses and resumes subscriptions."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from spirits.locks import lock_people
from spirits.models.plan import Plan
from spirits.models.subscription import PlanVersion, Subscription, SubscriptionPeriod
from spirits.queries.economy.purchases import open_plan_order
from spirits.queries.economy.subscriptions import live_subscription, running_period
from spirits.rules.economy.errors import NotSubscribed, OrderOpen, PaidAnotherWay, PriceChanged, SamePlan
from spirits.rules.economy.periods import PlanChange, boundary, plan_change
from spirits.services.economy.sold_version import sold_version
from spirits.services.economy.write_period import add_period


def preview_change(*, user: User, plan: Plan, at: datetime) -> PlanChange:
    """What changing to this plan would mean now; ``change_plan`` does exactly that."""
    return _change(user, sold_version(plan, at=at), at)[1]


@transaction.atomic
def change_plan(*, user: User, plan: Plan, agreed_points: int, at: datetime) -> Subscription:
    """Change the plan: a dearer one at once for the difference, a cheaper one from the next period on.

    PriceChanged when it costs something else than was agreed, which the passing of time alone can cause. PaidAnotherWay
    when a dearer plan is wanted and a card pays: that is an order (``order_plan``).
    """
    lock_people(user.pk)
    if open_plan_order(user):
        raise OrderOpen
    version = sold_version(plan, at=at)
    period, change = _change(user, version, at)
    subscription = period.subscription
    if change.is_immediate and subscription.pays_with != Subscription.PaysWith.POINTS:
        raise PaidAnotherWay
    if change.charge != agreed_points:
        raise PriceChanged
    if change.is_immediate:
        SubscriptionPeriod.objects.filter(pk=period.pk).update(cut_at=at)
        add_period(subscription, version=version, starts_at=at, ends_at=change.ends_at, charge=change.charge, at=at)
        subscription.version, subscription.next_version = version, None
    else:
        subscription.next_version = version
    subscription.renews = True
    subscription.save(update_fields=["version", "next_version", "renews"])
    return subscription


@transaction.atomic
def cancel_subscription(*, user: User, at: datetime) -> Subscription:
    """Let the plan end with the period that is paid; in the days of grace it ends now."""
    subscription = _live(user)
    subscription.renews, subscription.next_version = False, None
    if _paid_until(subscription) <= at:
        subscription.ended_at = at
    subscription.save(update_fields=["renews", "next_version", "ended_at"])
    return subscription


@transaction.atomic
def keep_subscription(*, user: User) -> Subscription:
    """Take a cancellation back while the paid period lasts."""
    subscription = _live(user)
    subscription.renews = True
    subscription.save(update_fields=["renews"])
    return subscription


@transaction.atomic
def pause_subscription(*, user: User, at: datetime) -> Subscription:
    """Stop renewing until it is resumed; what is paid may be used to its end."""
    subscription = _live(user)
    subscription.paused_at = subscription.paused_at or at
    subscription.save(update_fields=["paused_at"])
    return subscription


@transaction.atomic
def resume_subscription(*, user: User, at: datetime) -> Subscription:
    """Go on after a pause: within the paid period as if nothing had been, later with a month that starts now."""
    subscription = _live(user)
    if subscription.paused_at is None:
        return subscription
    if open_plan_order(user):
        raise OrderOpen
    subscription.paused_at = None
    if _paid_until(subscription) <= at:
        if subscription.pays_with != Subscription.PaysWith.POINTS:
            raise PaidAnotherWay
        version = subscription.next_version or subscription.version
        subscription.version, subscription.next_version, subscription.anchor = version, None, at
        add_period(
            subscription, version=version, starts_at=at, ends_at=boundary(at, 1), charge=version.price_points, at=at
        )
    subscription.save(update_fields=["paused_at", "version", "next_version", "anchor"])
    return subscription


def _change(user: User, version: PlanVersion, at: datetime) -> tuple[SubscriptionPeriod, PlanChange]:
    period = running_period(user, at=at)
    if period is None or at >= period.ends_at or live_subscription(user) is None:
        raise NotSubscribed
    if period.version_id == version.pk and period.subscription.next_version_id is None:
        raise SamePlan
    anchor = period.subscription.anchor
    return period, plan_change(anchor=anchor, held_price=period.price_points, new_price=version.price_points, at=at)


def _live(user: User) -> Subscription:
    lock_people(user.pk)
    subscription = live_subscription(user)
    if subscription is None:
        raise NotSubscribed
    return subscription


def _paid_until(subscription: Subscription) -> datetime:
    return subscription.periods.order_by("-number")[0].ends_at
