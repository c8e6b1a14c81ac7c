"""Plans as they were sold, and people who run them, for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from spirits.models import Plan, PlanVersion, Spirit, Subscription, SubscriptionPeriod

DAY = timedelta(days=1)


def make_version(*spirits: Spirit, slug: str = "creator") -> PlanVersion:
    """A plan as it is sold, with these spirits; a further version when the plan exists."""
    plan, _ = Plan.objects.get_or_create(slug=slug, name=slug, defaults={"price_cents": 999, "support": "priority"})
    version = PlanVersion.objects.create(
        plan=plan, number=plan.versions.count() + 1, fingerprint=str(uuid4()), price_cents=999, price_points=100
    )
    version.spirits.set(spirits)
    return version


def subscribe(user: User, version: PlanVersion, start: datetime, months: int = 1, **fields: Any) -> Subscription:
    """The person runs the plan for so many paid months of 30 days."""
    made = Subscription.objects.create(owner=user, version=version, anchor=start, **fields)
    for number in range(months):
        SubscriptionPeriod.objects.create(
            subscription=made, number=number + 1, version=version, starts_at=start + number * 30 * DAY,
            ends_at=start + (number + 1) * 30 * DAY, price_points=100, charged_points=100,
        )  # fmt: skip
    return made
