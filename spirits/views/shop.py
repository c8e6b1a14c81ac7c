"""The pages of the shop: checkout, receipts, points and plans."""

import csv
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, NotFound
from project.lib.ids import uuid7
from spirits.models import Purchase, Spirit
from spirits.queries.economy.accounts import entries_of, held_points_of, points_of, spent_by_day
from spirits.queries.economy.cards import cards_of
from spirits.queries.economy.purchases import purchases_of
from spirits.queries.economy.quotes import Sold, thing_named
from spirits.queries.economy.works import works_of_movements
from spirits.rules.economy.heat import Day, first_day, grid
from spirits.rules.economy.quotes import POINT_PRICE_CENTS
from spirits.rules.economy.spreadsheet import safe_cell
from spirits.services.purchase import Order, place_order, quote_order
from spirits.services.purchase.gateways import methods_offered
from spirits.views.page import page
from spirits.views.receipts import origin_of, to_receipt

ROWS = 50


class CheckoutForm(forms.Form):
    """How it is paid, for whom, and what was agreed to."""

    card = forms.UUIDField(required=False)
    keep_card = forms.BooleanField(required=False)
    method = forms.ChoiceField(choices=Purchase.Method.choices, initial=Purchase.Method.POINTS)
    coupon = forms.CharField(max_length=40, required=False, label="Coupon")
    recipient = forms.EmailField(required=False, label="Give it to (e-mail address)")


class TopUpForm(forms.Form):
    """How many points to order, and how they are paid."""

    points = forms.IntegerField(min_value=10, max_value=1_000_000, initial=500, label="Points")
    method = forms.ChoiceField(label="Pay with")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(way, gettext(label)) for way, label in methods_offered() if way != Purchase.Method.POINTS]
        self.fields["method"] = forms.ChoiceField(choices=ways, initial=ways[-1][0], label="Pay with")


@require_http_methods(["GET", "POST"])
@page
def checkout(request: HttpRequest, user: User, kind: str, slug: str) -> HttpResponse:
    """Shows what a spirit or a bundle costs this person; posted with the agreed fingerprint, buys it."""
    thing = _thing(kind, slug)
    form = CheckoutForm(request.POST or request.GET or {"method": Purchase.Method.POINTS})
    form.is_valid()
    chosen = form.cleaned_data
    order = Order(
        buyer=user,
        method=chosen.get("method") or Purchase.Method.POINTS,
        spirit=slug if kind == "spirit" else "",
        bundle=slug if kind == "bundle" else "",
        coupon=chosen.get("coupon", ""),
        recipient=chosen.get("recipient", ""),
        card=chosen.get("card"),
        keep_card=chosen.get("keep_card", False),
        origin=origin_of(request),
    )
    if request.method == "POST" and request.POST.get("agreed"):
        try:
            bought = place_order(
                order, agreed=request.POST["agreed"], key=request.POST.get("key", "")[:200] or str(uuid7()), at=now()
            )
        except DaimonError as error:
            messages.error(request, error.message)
        else:
            return to_receipt(request, bought)
    return render(request, "spirits/checkout.html", _checkout_context(user, thing, kind, form, order))


def _checkout_context(user: User, thing: Sold, kind: str, form: CheckoutForm, order: Order) -> dict[str, Any]:
    balance = points_of(user)
    context: dict[str, Any] = {
        "section": "catalogue",
        "thing": thing,
        "kind": kind,
        "form": form,
        "key": uuid7(),
        "balance": balance,
        "methods": methods_offered(),
        "cards": cards_of(user),
    }
    try:
        offer = quote_order(order, at=now())
    except DaimonError as error:
        return {**context, "problem": error.message}
    spirits = Spirit.objects.in_bulk(list(offer.lines))
    lines = [(spirits[key], amount) for key, amount in offer.lines.items()]
    missing = max(0, offer.amount - balance) if offer.unit == "PTS" else 0
    return {**context, "offer": offer, "lines": lines, "missing": missing}


@require_safe
@page
def purchases(request: HttpRequest, user: User) -> HttpResponse:
    """What the person bought, newest first."""
    rows = Paginator(purchases_of(user), ROWS).get_page(request.GET.get("page"))
    return render(request, "spirits/purchases.html", {"section": "shop", "rows": rows})


@require_http_methods(["GET", "POST"])
@page
def points(request: HttpRequest, user: User) -> HttpResponse:
    """The person's points, where they came from and went, and an order form for more."""
    form = TopUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        order = Order(buyer=user, method=given["method"], points=given["points"], origin=origin_of(request))
        agreed = quote_order(order, at=now()).fingerprint
        bought = place_order(order, agreed=agreed, key=request.POST.get("key", "")[:200] or str(uuid7()), at=now())
        return to_receipt(request, bought)
    rows = Paginator(entries_of(user), ROWS).get_page(request.GET.get("page"))
    works = works_of_movements([entry.transaction_id for entry in rows])
    context = {
        "section": "shop",
        "balance": points_of(user),
        "held": held_points_of(user),
        "rows": rows,
        "works": [(entry, works.get(entry.transaction_id)) for entry in rows],
        "form": form,
        "key": uuid7(),
        "point_price": POINT_PRICE_CENTS,
        "heat": _heat(user),
    }
    return render(request, "spirits/points.html", context)


def _heat(user: User) -> list[list[Day | None]]:
    """The last months' spending, a day to a cell, in the person's own days; empty when nothing was spent."""
    zone = timezone.get_current_timezone()
    today = now().astimezone(zone).date()
    spent = spent_by_day(user, since=datetime.combine(first_day(today), time(), zone), zone=zone)
    return grid(spent, today=today) if spent else []


@require_safe
@page
def points_csv(request: HttpRequest, user: User) -> HttpResponse:
    """Every movement of the person's points as a CSV file that a spreadsheet will not run as formulas."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="points.csv"'
    writer = csv.writer(response)
    writer.writerow(["number", "happened_at", "kind", "reason", "amount", "balance"])
    for entry in entries_of(user).iterator(chunk_size=2000):
        made = entry.transaction
        cells = [entry.number, made.happened_at.isoformat(), made.kind, made.reason, entry.amount, entry.balance_after]
        writer.writerow([safe_cell(cell) for cell in cells])
    return response


def _thing(kind: str, slug: str) -> Sold:
    found = thing_named(kind, slug)
    if found is None:
        raise NotFound
    return found
