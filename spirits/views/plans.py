"""The pages on which a plan is bought, changed, paid and ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput, NotFound
from project.lib.ids import uuid7
from spirits.cards import is_configured
from spirits.models import Plan, Subscription
from spirits.queries.economy.accounts import points_of
from spirits.queries.economy.cards import cards_of
from spirits.queries.economy.plan_quotes import quote_plan
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.periods import PlanChange, boundary
from spirits.services.purchase.plans import order_plan, pay_month_now
from spirits.services.subscription import (
    cancel_subscription,
    change_plan,
    keep_subscription,
    preview_change,
    sold_version,
    subscribe,
)
from spirits.views.page import page
from spirits.views.receipts import choice_of, to_receipt


@require_http_methods(["GET", "POST"])
@page
def plan_checkout(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Shows what a plan or a change to it costs; posted with what was agreed to, does it or orders it by card."""
    plan = Plan.objects.shown().filter(slug=slug).first()
    if plan is None:
        raise NotFound
    if request.method == "POST":
        try:
            return _by_card(request, user, plan) if request.POST.get("agreed") else _by_points(request, user, plan)
        except DaimonError as error:
            messages.error(request, error.message)
            return redirect("plan-checkout", slug)
    return render(request, "spirits/plan_checkout.html", _context(user, plan))


def _by_card(request: HttpRequest, user: User, plan: Plan) -> HttpResponse:
    bought = order_plan(
        user=user,
        plan=plan,
        agreed=request.POST["agreed"][:64],
        key=request.POST.get("key", "")[:200] or str(uuid7()),
        choice=choice_of(request, user),
        at=now(),
    )
    return to_receipt(request, bought)


def _by_points(request: HttpRequest, user: User, plan: Plan) -> HttpResponse:
    verb = change_plan if live_subscription(user) else subscribe
    verb(user=user, plan=plan, agreed_points=_agreed_points(request), at=now())
    messages.success(request, f"You are on the way with {plan.name}.")
    return redirect("plans")


def _context(user: User, plan: Plan) -> dict[str, Any]:
    at, running = now(), live_subscription(user)
    context: dict[str, Any] = {"section": "catalogue", "plan": plan, "balance": points_of(user), "running": running}
    try:
        context["change"] = _change_by_points(user, plan, running, at)
    except DaimonError as error:
        return {**context, "problem": error.message}
    pays_card = running is not None and running.pays_with == Subscription.PaysWith.CARD
    if is_configured() and context["change"].is_immediate:
        try:
            _, offer = quote_plan(user=user, version=sold_version(plan, at=at), at=at)
            context |= {"offer": offer, "cards": cards_of(user), "key": uuid7()}
        except DaimonError as error:
            context["card_problem"] = error.message
    return {**context, "takes_points": not (pays_card and context["change"].is_immediate)}


def _change_by_points(user: User, plan: Plan, running: Subscription | None, at: Any) -> PlanChange:
    if running:
        return preview_change(user=user, plan=plan, at=at)
    return PlanChange(True, at, boundary(at, 1), 0, sold_version(plan, at=at).price_points)


@require_POST
@page
def plan_pay(request: HttpRequest, user: User) -> HttpResponse:
    """Pay the month whose charge failed."""
    key = request.POST.get("key", "")[:200] or str(uuid7())
    try:
        return to_receipt(request, pay_month_now(user=user, key=key, choice=choice_of(request, user), at=now()))
    except DaimonError as error:
        messages.error(request, error.message)
        return redirect("cards")


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
