"""Begins, changes, renews and resumes plans that were paid with money."""

from datetime import datetime

from spirits.models.card import Card
from spirits.models.purchase import Purchase
from spirits.models.subscription import Subscription, SubscriptionPeriod
from spirits.queries.economy.subscriptions import live_subscription, running_period
from spirits.rules.economy.periods import boundary, boundary_after
from spirits.services.economy.write_period import write_period

Step = Purchase.PlanStep


def is_plan_possible(bought: Purchase, *, at: datetime) -> bool:
    """Whether what was ordered can still be done: nothing else has happened to the plan since."""
    if bought.recipient is None:
        return False
    running = live_subscription(bought.recipient)
    if bought.plan_step == Step.BEGIN:
        return running is None
    if running is None or running.pk != bought.subscription_id:
        return False
    if bought.plan_step == Step.RENEW:
        return _latest(running).ends_at == bought.plan_starts_at
    if bought.plan_step == Step.RESUME:
        return running.paused_at is not None and _latest(running).ends_at <= at
    period = running_period(bought.recipient, at=at)
    return period is not None and at < period.ends_at


def fulfil_plan(bought: Purchase, *, card: Card | None, at: datetime) -> Purchase:
    """Do what the paid order says; called within the paying transaction, after ``is_plan_possible``."""
    version = bought.plan_version
    assert version is not None, "a plan's order names its version"
    if bought.plan_step == Step.BEGIN:
        kept = Subscription.objects.create(
            owner=bought.recipient, version=version, anchor=at, pays_with=Subscription.PaysWith.CARD, card=card
        )
        return _paid(bought, kept, starts_at=at, ends_at=boundary(at, 1), at=at)
    kept = Subscription.objects.get(purchases=bought)
    kept.pays_with, kept.card = Subscription.PaysWith.CARD, card or kept.card
    kept.version, kept.next_version, kept.failed_charges, kept.next_attempt_at = version, None, 0, None
    if bought.plan_step == Step.RENEW:
        starts_at = _latest(kept).ends_at
        ends_at = boundary_after(kept.anchor, starts_at)
    elif bought.plan_step == Step.RESUME:
        kept.anchor, kept.paused_at = at, None
        starts_at, ends_at = at, boundary(at, 1)
    else:
        period = _latest(kept)
        SubscriptionPeriod.objects.filter(pk=period.pk).update(cut_at=at)
        starts_at, ends_at = at, period.ends_at
        kept.renews = True
    kept.save()
    return _paid(bought, kept, starts_at=starts_at, ends_at=ends_at, at=at)


def end_plan_of(bought: Purchase, *, at: datetime) -> None:
    """End the plan now when the refunded order paid for the month that runs; an earlier month changes nothing."""
    period = SubscriptionPeriod.objects.filter(transaction=bought.transaction_id).select_related("subscription").first()
    if period is None or bought.transaction_id is None or period.subscription.ended_at is not None:
        return
    kept = period.subscription
    if _latest(kept).pk == period.pk:
        Subscription.objects.filter(pk=kept.pk).update(
            ended_at=max(at, period.starts_at), renews=False, next_version=None
        )


def _paid(bought: Purchase, kept: Subscription, *, starts_at: datetime, ends_at: datetime, at: datetime) -> Purchase:
    assert bought.plan_version is not None
    write_period(
        kept,
        version=bought.plan_version,
        starts_at=starts_at,
        ends_at=ends_at,
        cents=bought.amount,
        transaction=bought.transaction,
        at=at,
    )
    return bought


def _latest(kept: Subscription) -> SubscriptionPeriod:
    return kept.periods.order_by("-number")[0]
