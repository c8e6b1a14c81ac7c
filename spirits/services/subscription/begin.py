"""Begins subscriptions."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from spirits.locks import lock_people
from spirits.models.plan import Plan
from spirits.models.subscription import Subscription
from spirits.queries.economy.purchases import open_plan_order
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.errors import AlreadySubscribed, OrderOpen, PriceChanged
from spirits.rules.economy.periods import boundary
from spirits.services.economy.sold_version import sold_version
from spirits.services.economy.write_period import add_period


@transaction.atomic
def subscribe(*, user: User, plan: Plan, agreed_points: int, at: datetime) -> Subscription:
    """Begin a plan, paid with points for its first month; PriceChanged when it costs something else than was agreed."""
    lock_people(user.pk)
    if live_subscription(user):
        raise AlreadySubscribed
    if open_plan_order(user):
        raise OrderOpen
    version = sold_version(plan, at=at)
    if version.price_points != agreed_points:
        raise PriceChanged
    made = Subscription.objects.create(owner=user, version=version, anchor=at)
    add_period(made, version=version, starts_at=at, ends_at=boundary(at, 1), charge=version.price_points, at=at)
    return made
