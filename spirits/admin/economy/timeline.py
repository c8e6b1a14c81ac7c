"""What a thing did, does and will cost, as a picture and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from project.lib.clock import now
from spirits.models import Price
from spirits.models.price import PricedItem
from spirits.queries.economy.prices import history_of, lowest_of_last_30_days

WIDTH, HEIGHT = 1000, 200
ROOM = timedelta(days=7)  # the open end of the last price is drawn so long


@dataclass(frozen=True)
class Bar:
    """One price in the picture."""

    state: str
    x: int
    y: int
    width: int
    height: int


def price_timeline(request: HttpRequest, site: admin.AdminSite, item_id: int) -> HttpResponse:
    """Every price of one thing, with the one that holds and the ones that will."""
    item = get_object_or_404(PricedItem.objects.select_related("spirit", "bundle", "plan"), pk=item_id)
    thing, at = item.spirit or item.bundle or item.plan, now()
    rows = list(history_of(thing)) if thing else []
    stated = [(row, state_of(row, at=at)) for row in rows]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": f"Prices of {thing}",
        "item": item,
        "rows": stated,
        "present": next((row for row, state in stated if state == "now"), None),
        "upcoming": next((row for row, state in reversed(stated) if state == "scheduled"), None),
        "lowest": lowest_of_last_30_days(thing, at=at) if thing else None,
        "bars": bars_of(stated, at=at),
        "may_add": request.user.has_perm("spirits.add_price"),
    }
    return TemplateResponse(request, "admin/spirits/price_timeline.html", context)


def state_of(row: Price, *, at: datetime) -> str:
    """Whether the price holds at that moment, will, did, or was withdrawn before it began."""
    if row.valid_until is not None and row.valid_until <= row.valid_from:
        return "withdrawn"
    if row.valid_from > at:
        return "scheduled"
    return "now" if row.valid_until is None or row.valid_until > at else "past"


def bars_of(rows: Sequence[tuple[Price, str]], *, at: datetime) -> list[Bar]:
    """The picture: time from left to right, the price in money upwards."""
    shown = [(row, state) for row, state in reversed(rows) if state != "withdrawn" and row.cents is not None]
    if not shown:
        return []
    begin = shown[0][0].valid_from
    end = max(at, *(row.valid_until or row.valid_from for row, _ in shown)) + ROOM
    most = max(row.cents or 0 for row, _ in shown) or 1
    return [_bar(row, state, begin, end, most) for row, state in shown]


def _bar(row: Price, state: str, begin: datetime, end: datetime, most: int) -> Bar:
    left = int((row.valid_from - begin) / (end - begin) * WIDTH)
    right = int(((row.valid_until or end) - begin) / (end - begin) * WIDTH)
    height = max(2, int((row.cents or 0) / most * (HEIGHT - 10)))
    return Bar(state, left, HEIGHT - height, max(1, right - left), height)
