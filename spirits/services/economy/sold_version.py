"""Writes down plans as they are sold."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from spirits.models.plan import Plan
from spirits.models.subscription import PlanVersion
from spirits.queries.economy.prices import price_of
from spirits.rules.economy.errors import NotForSale
from spirits.rules.economy.quotes import POINT_PRICE_CENTS


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
    if plan.monthly_points:  # plans without keep the mark that their versions were written with
        facts["monthly_points"] = plan.monthly_points
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
