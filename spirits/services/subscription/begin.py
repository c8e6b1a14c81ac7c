"""Begins subscriptions."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from spirits.locks import lock_people
from spirits.models.plan import Plan
from spirits.models.subscription import PlanVersion, Subscription
from spirits.queries.economy.prices import price_of
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.errors import AlreadySubscribed, NotForSale, PriceChanged
from spirits.rules.economy.periods import boundary
from spirits.rules.economy.quotes import POINT_PRICE_CENTS
from spirits.services.subscription.charge import add_period


def sold_version(plan: Plan, *, at: datetime) -> PlanVersion:
    """The plan as it is sold at this moment; a new version is written when anything about it has changed."""
    price = price_of(plan, at=at)
    if plan.state != Plan.State.LIVE or price is None or not price.cents:
        raise NotForSale
    spirits = sorted(plan.spirits.values_list("pk", flat=True))
    facts = {
        "price_cents": price.cents,
        "price_points": -(-price.cents // POINT_PRICE_CENTS),
        "discount_percent": plan.discount_percent,
        "max_minions": plan.max_minions,
        "max_spirits_per_minion": plan.max_spirits_per_minion,
        "has_api_access": plan.has_api_access,
    }
    mark = hashlib.sha256(repr([sorted(facts.items()), [str(each) for each in spirits]]).encode()).hexdigest()
    latest = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    if latest and latest.fingerprint == mark:
        return latest
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        number = PlanVersion.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
        again = PlanVersion.objects.filter(plan=plan, number=number, fingerprint=mark).first()
        if again:
            return again
        made = PlanVersion.objects.create(plan=plan, number=number + 1, fingerprint=mark, **facts)
        made.spirits.set(spirits)
        return made


@transaction.atomic
def subscribe(*, user: User, plan: Plan, agreed_points: int, at: datetime) -> Subscription:
    """Begin a plan, paid with points for its first month; PriceChanged when it costs something else than was agreed."""
    lock_people(user.pk)
    if live_subscription(user):
        raise AlreadySubscribed
    version = sold_version(plan, at=at)
    if version.price_points != agreed_points:
        raise PriceChanged
    made = Subscription.objects.create(owner=user, version=version, anchor=at)
    add_period(made, version=version, starts_at=at, ends_at=boundary(at, 1), charge=version.price_points, at=at)
    return made
