"""The pages of the shop: checkout, receipts, points and plans."""

import csv
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput, NotFound
from project.lib.ids import uuid7
from spirits.models import Plan, Purchase, Spirit
from spirits.queries.economy.accounts import entries_of, held_points_of, points_of
from spirits.queries.economy.purchases import get_purchase, purchases_of
from spirits.queries.economy.quotes import Sold, thing_named
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.periods import PlanChange, boundary
from spirits.rules.economy.quotes import POINT_PRICE_CENTS
from spirits.rules.economy.spreadsheet import safe_cell
from spirits.services.purchase import Order, place_order, quote_order
from spirits.services.subscription import (
    cancel_subscription,
    change_plan,
    keep_subscription,
    preview_change,
    sold_version,
    subscribe,
)
from spirits.views.page import page

ROWS = 50


class CheckoutForm(forms.Form):
    """How it is paid, for whom, and what was agreed to."""

    method = forms.ChoiceField(choices=Purchase.Method.choices, initial=Purchase.Method.POINTS)
    coupon = forms.CharField(max_length=40, required=False, label="Coupon")
    recipient = forms.EmailField(required=False, label="Give it to (e-mail address)")


class TopUpForm(forms.Form):
    """How many points to order."""

    points = forms.IntegerField(min_value=10, max_value=1_000_000, initial=500, label="Points")


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
    )
    if request.method == "POST" and request.POST.get("agreed"):
        try:
            bought = place_order(
                order, agreed=request.POST["agreed"], key=request.POST.get("key", "")[:200] or str(uuid7()), at=now()
            )
        except DaimonError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Thank you." if bought.state == Purchase.State.PAID else "Your order is placed.")
            return redirect("receipt", bought.pk)
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
        "methods": Purchase.Method.choices,
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


@require_safe
@page
def receipt(request: HttpRequest, user: User, purchase_id: UUID) -> HttpResponse:
    """One purchase, to keep."""
    return render(request, "spirits/receipt.html", {"section": "shop", "bought": get_purchase(user, purchase_id)})


@require_http_methods(["GET", "POST"])
@page
def points(request: HttpRequest, user: User) -> HttpResponse:
    """The person's points, where they came from and went, and an order form for more."""
    form = TopUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order = Order(buyer=user, method=Purchase.Method.MANUAL, points=form.cleaned_data["points"])
        agreed = quote_order(order, at=now()).fingerprint
        bought = place_order(order, agreed=agreed, key=request.POST.get("key", "")[:200] or str(uuid7()), at=now())
        messages.success(request, "Your order is placed. The points come once the payment is confirmed.")
        return redirect("receipt", bought.pk)
    context = {
        "section": "shop",
        "balance": points_of(user),
        "held": held_points_of(user),
        "rows": Paginator(entries_of(user), ROWS).get_page(request.GET.get("page")),
        "form": form,
        "key": uuid7(),
        "point_price": POINT_PRICE_CENTS,
    }
    return render(request, "spirits/points.html", context)


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


@require_http_methods(["GET", "POST"])
@page
def plan_checkout(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Shows what a plan or a change to it costs; posted with the agreed points, does it."""
    plan = Plan.objects.shown().filter(slug=slug).first()
    if plan is None:
        raise NotFound
    at = now()
    running = live_subscription(user)
    if request.method == "POST":
        agreed = _agreed_points(request)
        verb = change_plan if running else subscribe
        try:
            verb(user=user, plan=plan, agreed_points=agreed, at=at)
        except DaimonError as error:
            messages.error(request, error.message)
            return redirect("plan-checkout", slug)
        messages.success(request, f"You are on the way with {plan.name}.")
        return redirect("plans")
    context: dict[str, Any] = {"section": "catalogue", "plan": plan, "balance": points_of(user), "running": running}
    try:
        if running:
            context["change"] = preview_change(user=user, plan=plan, at=at)
        else:
            price = sold_version(plan, at=at).price_points
            context["change"] = PlanChange(True, at, boundary(at, 1), 0, price)
    except DaimonError as error:
        context["problem"] = error.message
    return render(request, "spirits/plan_checkout.html", context)


@require_POST
@page
def plan_cancel(request: HttpRequest, user: User) -> HttpResponse:
    """Let the plan end with the paid period, or keep it after all."""
    if request.POST.get("keep"):
        keep_subscription(user=user)
        messages.success(request, "Your plan goes on.")
    else:
        cancel_subscription(user=user, at=now())
        messages.success(request, "Your plan ends with the period that is paid.")
    return redirect("plans")


def _agreed_points(request: HttpRequest) -> int:
    raw = request.POST.get("agreed_points", "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 12:
        raise InvalidInput.of("agreed_points", "Expected a whole number.")
    return int(raw)


def _thing(kind: str, slug: str) -> Sold:
    found = thing_named(kind, slug)
    if found is None:
        raise NotFound
    return found
