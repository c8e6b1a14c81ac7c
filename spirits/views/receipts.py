"""A purchase from its order to its receipt: how its payment stands, paying again, cancelling, the page and the PDF."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from spirits.models import Payment, Purchase
from spirits.queries.economy.access import open_among
from spirits.queries.economy.cards import cards_of, get_card
from spirits.queries.economy.purchases import get_purchase
from spirits.services.purchase import cancel_order, pay_order
from spirits.services.purchase.gateways.protocol import CardChoice
from spirits.views.page import page


@require_safe
@page
def receipt(request: HttpRequest, user: User, purchase_id: UUID) -> HttpResponse:
    """One purchase, to keep; while it is paid, the changing part is loaded anew by itself."""
    is_part = request.headers.get("HX-Request") == "true"
    name = "spirits/_receipt.html" if is_part else "spirits/receipt.html"
    response = render(request, name, _context(user, get_purchase(user, purchase_id)))
    response["Vary"] = "HX-Request, Cookie"
    return response


@require_safe
@page
def receipt_pdf(request: HttpRequest, user: User, purchase_id: UUID) -> HttpResponse:
    """The same as a PDF file."""
    bought = get_purchase(user, purchase_id)
    from spirits.receipts import write_receipt  # loads ReportLab, which no start should pay for

    response = HttpResponse(write_receipt(bought), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{bought.pk}.pdf"'
    return response


@require_POST
@page
def pay_again(request: HttpRequest, user: User, purchase_id: UUID) -> HttpResponse:
    """Pay an order by another card after a payment failed."""
    get_purchase(user, purchase_id)
    try:
        bought = pay_order(user=user, purchase_id=purchase_id, choice=choice_of(request, user), at=now())
    except DaimonError as error:
        messages.error(request, error.message)
        return redirect("receipt", purchase_id)
    return to_receipt(request, bought)


@require_POST
@page
def cancel(request: HttpRequest, user: User, purchase_id: UUID) -> HttpResponse:
    """Give an order up that was not paid."""
    found = get_purchase(user, purchase_id)
    try:
        cancel_order(purchase=found, at=now())
        messages.success(request, "Your order is cancelled.")
    except DaimonError as error:
        messages.error(request, error.message)
    return redirect("receipt", purchase_id)


def to_receipt(request: HttpRequest, bought: Purchase) -> HttpResponse:
    """To the purchase's page; one that waits for the card page goes on there by itself."""
    if bought.state == Purchase.State.PAID:
        messages.success(request, "Thank you.")
    response = redirect("receipt", bought.pk)
    if bought.method == Purchase.Method.CARD and bought.state == Purchase.State.AWAITING:
        response["Location"] += "?go=1"
    return response


def choice_of(request: HttpRequest, user: User) -> CardChoice:
    """The card that the form names: one of the person's own, or none for the gateway's page."""
    raw = request.POST.get("card", "")
    try:
        card = get_card(user, UUID(raw)) if raw else None
    except ValueError as error:
        raise InvalidInput.of("card", "Choose one of your cards.") from error
    return CardChoice(card, keeps_card=bool(request.POST.get("keep_card")), origin=origin_of(request))


def origin_of(request: HttpRequest) -> str:
    """The address of this site as the person reached it."""
    return request.build_absolute_uri("/").rstrip("/")


def _context(user: User, bought: Purchase) -> dict[str, Any]:
    payments = sorted(bought.payments.all(), key=lambda each: each.pk)
    spirits = [line.spirit_id for line in bought.lines.all()]
    return {
        "section": "shop",
        "bought": bought,
        "payment": payments[-1] if payments else None,
        "returned": [each for each in payments if each.state in (Payment.State.STRAY, Payment.State.RETURNED)],
        "open_spirits": open_among(user, spirits, at=now()) if bought.recipient_id == user.pk else set(),
        "cards": cards_of(user),
    }
