"""The page of a person's cards."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.cards import is_configured
from spirits.queries.economy.cards import cards_of, get_payment
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.cards import expires_at
from spirits.services.payment.holders import choose_card, remove_card
from spirits.services.payment.start import start_setup
from spirits.views.page import page
from spirits.views.receipts import origin_of


@require_http_methods(["GET", "POST"])
@page
def cards(request: HttpRequest, user: User) -> HttpResponse:
    """The cards that plans and purchases may be charged to; posted, opens the gateway's page for another."""
    if request.method == "POST" and is_configured():
        return redirect("card-setup", start_setup(user=user, origin=origin_of(request), at=now()).pk)
    at = now()
    rows = [(card, expires_at(year=card.expires_year, month=card.expires_month) <= at) for card in cards_of(user)]
    context = {
        "section": "shop",
        "rows": rows,
        "is_configured": is_configured(),
        "running": live_subscription(user),
        "key": uuid7(),
    }
    return render(request, "spirits/cards.html", context)


@require_safe
@page
def card_setup(request: HttpRequest, user: User, payment_id: UUID) -> HttpResponse:
    """Waits for the gateway's page and goes there."""
    is_part = request.headers.get("HX-Request") == "true"
    name = "spirits/_card_setup.html" if is_part else "spirits/card_setup.html"
    response = render(request, name, {"section": "shop", "payment": get_payment(user, payment_id)})
    response["Vary"] = "HX-Request, Cookie"
    return response


@require_POST
@page
def card_remove(request: HttpRequest, user: User, card_id: UUID) -> HttpResponse:
    """Take a card off the account."""
    remove_card(user=user, card_id=card_id, at=now())
    messages.success(request, "The card is removed.")
    return redirect("cards")


@require_POST
@page
def card_default(request: HttpRequest, user: User, card_id: UUID) -> HttpResponse:
    """Charge plans to this card."""
    choose_card(user=user, card_id=card_id)
    messages.success(request, "Your plan is charged to this card.")
    return redirect("cards")
