"""Renews what is due. It may run at any time, as often as wanted, and by several workers at once."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from spirits.locks import lock_people
from spirits.models.subscription import Subscription, SubscriptionPeriod
from spirits.queries.economy.purchases import open_plan_order
from spirits.rules.economy.errors import NotEnoughPoints
from spirits.rules.economy.periods import boundary_after
from spirits.services.economy.write_period import add_period
from spirits.services.purchase.plans import order_renewal

log = structlog.get_logger(__name__)

RETRY_AFTER = timedelta(days=1)


def renew_due(*, at: datetime) -> dict[str, int]:
    """Renew, retry or end every subscription whose paid time is over, and return how many of each."""
    due = (
        Subscription.objects.filter(ended_at__isnull=True)
        .filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=at))
        .annotate(paid_until=Subquery(_latest_first().values("ends_at")[:1]))
        .filter(paid_until__lte=at)
        .order_by("pk")
    )
    outcomes = {"renewed": 0, "charging": 0, "failed": 0, "ended": 0, "waiting": 0}
    for subscription in list(due.values_list("pk", flat=True)):
        outcomes[renew(subscription_id=subscription, at=at)] += 1
    return outcomes


def _latest_first() -> QuerySet[SubscriptionPeriod]:
    return SubscriptionPeriod.objects.filter(subscription=OuterRef("pk")).order_by("-number")


def renew(*, subscription_id: UUID, at: datetime) -> str:
    """Settle one subscription: ``renewed``, ``charging`` (its card), ``failed`` (tried again in a day), ``ended``, or
    ``waiting`` (nothing due, or a payment is under way)."""
    try:
        return _renew(subscription_id, at)
    except NotEnoughPoints:
        tries = Subscription.objects.get(pk=subscription_id).failed_charges + 1
        Subscription.objects.filter(pk=subscription_id).update(failed_charges=tries, next_attempt_at=at + RETRY_AFTER)
        log.info("renewal_failed", subscription=str(subscription_id), tries=tries)
        return "failed"


@transaction.atomic
def _renew(subscription_id: UUID, at: datetime) -> str:
    owner = Subscription.objects.values_list("owner_id", flat=True).get(pk=subscription_id)
    lock_people(owner or subscription_id)
    kept = Subscription.objects.select_related("version__plan", "next_version__plan", "owner").get(pk=subscription_id)
    latest = kept.periods.order_by("-number").first()
    if latest is None or latest.ends_at > at or kept.ended_at:
        return "waiting"
    graced_until = latest.ends_at + timedelta(days=kept.grace_days)
    if not kept.renews or kept.owner is None:
        return _end(kept, latest.ends_at)
    if kept.paused_at:
        return "waiting"
    if at >= graced_until:
        return _end(kept, graced_until)
    if open_plan_order(kept.owner) or (kept.next_attempt_at and kept.next_attempt_at > at):
        return "waiting"
    if kept.pays_with == Subscription.PaysWith.CARD:
        return order_renewal(kept, starts_at=latest.ends_at, at=at)
    version = kept.next_version or kept.version
    add_period(
        kept,
        version=version,
        starts_at=latest.ends_at,
        ends_at=boundary_after(kept.anchor, latest.ends_at),
        charge=version.price_points,
        at=at,
    )
    kept.version, kept.next_version, kept.failed_charges, kept.next_attempt_at = version, None, 0, None
    kept.save(update_fields=["version", "next_version", "failed_charges", "next_attempt_at"])
    return "renewed"


def _end(kept: Subscription, moment: datetime) -> str:
    kept.ended_at = moment
    kept.save(update_fields=["ended_at"])
    return "ended"
