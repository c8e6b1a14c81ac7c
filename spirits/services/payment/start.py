"""Sets payments going and gives them up. Nothing here talks to the gateway: jobs do, once this has committed."""

from datetime import datetime

from accounts.models import User
from jobs.services.enqueue import enqueue
from project.lib.ids import uuid7
from spirits.cards import is_configured
from spirits.cards.errors import GatewayMissing
from spirits.models.card import Card
from spirits.models.payment import Payment
from spirits.models.purchase import Purchase

RUN = "spirits.run_payment"


def start_payment(
    *, purchase: Purchase, card: Card | None, keeps_card: bool, is_present: bool, origin: str = "", at: datetime
) -> Payment:
    """Write a payment of this order, by a stored card or on the gateway's page, and ask for the job that does it.

    Called within a transaction that holds the buyer's lock. GatewayMissing when cards are not taken.
    """
    if not is_configured():
        raise GatewayMissing
    made = Payment.objects.create(
        id=uuid7(),
        purchase=purchase,
        owner=purchase.buyer,
        owner_key=purchase.buyer_key,
        kind=Payment.Kind.CARD if card else Payment.Kind.PAGE,
        card=card,
        keeps_card=keeps_card,
        is_present=is_present,
        origin=origin,
        amount=purchase.amount,
        unit=purchase.unit,
        created_at=at,
    )
    run_soon(made)
    return made


def start_setup(*, user: User, origin: str, at: datetime) -> Payment:
    """Ask for the gateway's page on which the person gives a card to keep."""
    if not is_configured():
        raise GatewayMissing
    made = Payment.objects.create(
        id=uuid7(),
        owner=user,
        owner_key=user.pk,
        kind=Payment.Kind.SETUP,
        keeps_card=True,
        unit="USD",
        origin=origin,
        created_at=at,
    )
    run_soon(made)
    return made


def run_soon(payment: Payment) -> None:
    """Ask for a run of this payment; any number of runs do no harm."""
    enqueue(RUN, {"payment": str(payment.pk)})


def ask_to_cancel(purchase: Purchase, *, at: datetime) -> None:
    """Give up what is under way for this order; should it succeed all the same, its money goes back."""
    for payment in Payment.objects.filter(purchase=purchase, state__in=Payment.OPEN):
        Payment.objects.filter(pk=payment.pk, cancel_asked_at__isnull=True).update(cancel_asked_at=at)
        run_soon(payment)
