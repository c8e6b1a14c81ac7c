"""Which plan a person runs at a moment."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from spirits.models.subscription import PlanVersion, Subscription, SubscriptionPeriod


def live_subscription(user: User) -> Subscription | None:
    """The person's subscription that has not ended, whether paid for or not."""
    return Subscription.objects.filter(owner=user, ended_at__isnull=True).select_related("version__plan").first()


def running_period(user: User, *, at: datetime) -> SubscriptionPeriod | None:
    """The paid period, or the days of grace after it, that cover this moment."""
    latest = (
        SubscriptionPeriod.objects.filter(subscription__owner=user, starts_at__lte=at)
        .filter(Q(subscription__ended_at__isnull=True) | Q(subscription__ended_at__gt=at))
        .select_related("version__plan", "subscription")
        .order_by("-starts_at", "-number")
        .first()
    )
    return latest if latest and _covers(latest, at) else None


def running_version(user: User, *, at: datetime) -> PlanVersion | None:
    """The plan, as it was sold, that the person runs at this moment."""
    period = running_period(user, at=at)
    return period.version if period else None


def discount_of(user: User, *, at: datetime) -> int:
    """The per cent that the person's plan takes off purchases at this moment."""
    version = running_version(user, at=at)
    return version.discount_percent if version else 0


def _covers(period: SubscriptionPeriod, at: datetime) -> bool:
    subscription = period.subscription
    if period.cut_at:
        return at < period.cut_at
    if at < period.ends_at:
        return True
    if subscription.paused_at:
        return at < subscription.paused_at
    return subscription.renews and at < period.ends_at + timedelta(days=subscription.grace_days)
