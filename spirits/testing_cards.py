"""Orders paid by card, for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from project.lib.clock import now
from project.testing.card_front import CardFront
from spirits.cards import card_desk
from spirits.models import Card, CardHolder, Payment, Purchase
from spirits.queries.economy.quotes import Sold, quote, quote_points
from spirits.services.payment.holders import remember_card
from spirits.services.payment.run import run_payment
from spirits.services.purchase import buy, order_points
from spirits.services.purchase.gateways.protocol import CardChoice

GOOD = "4242424242424242"
DECLINED = "4000000000000341"
BANK_ASKS = "4000002500003155"
BANK_ASKS_THEN_DECLINES = "4000008260003178"
CARD = Purchase.Method.CARD


def make_card(user: User, front: CardFront, number: str = GOOD, *, year: int = 2049) -> Card:
    """A stored card of the person, known to the gateway."""
    holder = CardHolder.objects.filter(owner=user).first()
    if holder is None:
        made = card_desk().make_holder(mark=str(user.pk), email=user.email)
        holder = CardHolder.objects.create(owner=user, owner_key=user.pk, gateway_id=made)
    name = front.make_card(number, customer=holder.gateway_id, year=year)
    return remember_card(owner_key=user.pk, shown=card_desk().fetch_card(name))


def order(buyer: User, thing: Sold, *, card: Card | None = None, at: datetime | None = None, **extra: Any) -> Purchase:
    """An order by card: by a stored one, or on the gateway's page."""
    at = at or now() + timedelta(seconds=1)
    recipient = extra.pop("recipient", None)
    offer = quote(buyer=buyer, recipient=recipient or buyer, thing=thing, method=CARD, at=at)
    return buy(
        buyer=buyer,
        thing=thing,
        method=CARD,
        agreed=offer.fingerprint,
        key=extra.pop("key", str(uuid4())),
        at=at,
        recipient=recipient,
        choice=CardChoice(card, **extra),
    )


def order_top_up(buyer: User, points: int, *, card: Card | None = None) -> Purchase:
    """Points ordered by card."""
    offer = quote_points(buyer=buyer, points=points)
    return order_points(
        buyer=buyer, points=points, agreed=offer.fingerprint, key=str(uuid4()), at=now(), method=CARD,
        choice=CardChoice(card),
    )  # fmt: skip


def payment_of(bought: Purchase) -> Payment:
    """The newest payment of an order."""
    return Payment.objects.filter(purchase=bought).order_by("-pk")[0]


def run(bought: Purchase, *, at: datetime | None = None) -> Payment:
    """What a worker does with an order's newest payment."""
    run_payment(payment_id=payment_of(bought).pk, at=at or now())
    return payment_of(bought)
