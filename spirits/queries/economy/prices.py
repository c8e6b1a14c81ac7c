"""What things cost, now and at any other moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from spirits.models.bundle import Bundle
from spirits.models.plan import Plan
from spirits.models.price import Price
from spirits.models.spirit import Spirit

LOOKING_BACK = timedelta(days=30)
Priced = Spirit | Bundle | Plan


def price_of(thing: Priced, *, at: datetime) -> Price | None:
    """The price that holds at that moment; none before the thing was first priced."""
    return _holding(at).filter(**_item(thing)).first()


def prices_of_spirits(spirits: Iterable[UUID], *, at: datetime) -> dict[UUID, Price]:
    """The prices of many spirits at that moment, in one query."""
    rows = _holding(at).filter(item__spirit__in=list(spirits)).select_related("item")
    return {row.item.spirit_id: row for row in rows if row.item.spirit_id}


def lowest_of_last_30_days(thing: Priced, *, at: datetime) -> int | None:
    """The lowest price in cents that held at any time in the 30 days up to that moment."""
    held = Price.objects.filter(
        Q(valid_until__isnull=True) | (Q(valid_until__gt=at - LOOKING_BACK) & Q(valid_until__gt=F("valid_from"))),
        valid_from__lte=at,
        cents__isnull=False,
        **_item(thing),
    )
    return held.order_by("cents").values_list("cents", flat=True).first()


def history_of(thing: Priced) -> "QuerySet[Price]":
    """Every price the thing had, has and will have, newest first; withdrawn ones (empty intervals) included."""
    return Price.objects.filter(**_item(thing)).order_by("-valid_from", "-id")


def _holding(at: datetime) -> "QuerySet[Price]":
    return Price.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), valid_from__lte=at)


def _item(thing: Priced) -> dict[str, Any]:
    return {f"item__{type(thing)._meta.model_name}": thing.pk}
