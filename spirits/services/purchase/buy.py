"""Buys what was quoted: paid and granted in one transaction, or ordered and paid later."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from accounts.models import User
from project.lib.ids import uuid7
from spirits.locks import lock_people
from spirits.models.purchase import Coupon, Purchase, PurchaseLine
from spirits.models.spirit import Spirit
from spirits.queries.economy.quotes import Offered, Sold, offered, quote_by, quote_points, usable_coupon
from spirits.rules.economy.errors import KeyReused, PriceChanged
from spirits.rules.economy.quotes import Quote
from spirits.services.economy.post_transaction import broken_constraint
from spirits.services.purchase.gateways import gateway_of
from spirits.services.purchase.gateways.protocol import CardChoice
from spirits.services.purchase.open_sale import SEEN, Opening, beginning_sale, look_at_sale, open_sale
from spirits.services.purchase.sell_for_points import sell_for_points

Method = Purchase.Method
ANY_CARD = CardChoice()
# Refusals of a sale that another one was faster than.
OVERTAKEN = {SEEN, "a_purchase_key_is_used_once_per_person"}


def buy(
    *,
    buyer: User,
    thing: Sold,
    method: Method,
    agreed: str,
    key: str,
    at: datetime,
    recipient: User | None = None,
    coupon_code: str = "",
    choice: CardChoice = ANY_CARD,
) -> Purchase:
    """Buy a spirit or a bundle at the price whose fingerprint the buyer agreed to.

    By points it is paid and open when this returns; by invoice or card it awaits payment. The same key and agreement
    return the same purchase. PriceChanged when the offer is another one by now; then nothing has happened.
    """
    asked = _Asked(buyer, recipient or buyer, offered(thing), method, agreed, key, at, coupon_code, choice)
    if method == Method.POINTS and not coupon_code:
        sold = _sell_at_once(asked)
        if sold:
            return sold
    return _sell_behind_locks(asked)


@dataclass(frozen=True)
class _Asked:
    """All that a purchase was asked with."""

    buyer: User
    recipient: User
    offered: Offered
    method: Method
    agreed: str
    key: str
    at: datetime
    coupon_code: str
    choice: CardChoice

    @property
    def people(self) -> dict[str, User]:
        return {"buyer": self.buyer, "recipient": self.recipient}


def _sell_at_once(asked: _Asked) -> Purchase | None:
    """Look without a lock, then lock, make sure and write in one message; None when what was seen was no longer so.

    Nobody waits for this process while the locks are held: in autocommit the message is a transaction of its own.
    """
    opening = look_at_sale(**asked.people, thing=asked.offered, key=asked.key, at=asked.at)
    if opening.earlier:
        return _same(opening.earlier, asked.agreed)
    if opening.facts.had_a_plan:  # what a plan takes off is read behind the locks
        return None
    bought, lines = _drafted(asked, opening, None)
    first = [beginning_sale(opening, **asked.people, at=asked.at)]
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return sell_for_points(bought, lines, purse=opening.purse, at=asked.at, first=first)
    except IntegrityError as error:
        if broken_constraint(error) not in OVERTAKEN:
            raise
        return None


@transaction.atomic
def _sell_behind_locks(asked: _Asked) -> Purchase:
    """Lock, look, and write."""
    opening = open_sale(**asked.people, thing=asked.offered, key=asked.key, at=asked.at)
    if opening.earlier:
        return _same(opening.earlier, asked.agreed)
    code = asked.coupon_code
    coupon = usable_coupon(code, buyer=asked.buyer, at=asked.at) if code else None
    bought, lines = _drafted(asked, opening, coupon)
    if coupon:
        Coupon.objects.filter(pk=coupon.pk).update(uses=F("uses") + 1)
    if asked.method == Method.POINTS:
        return sell_for_points(bought, lines, purse=opening.purse, at=asked.at)
    bought.save(force_insert=True)
    PurchaseLine.objects.bulk_create(lines)
    return gateway_of(asked.method).start(bought, choice=asked.choice, at=asked.at)


def _drafted(asked: _Asked, opening: Opening, coupon: Coupon | None) -> tuple[Purchase, list[PurchaseLine]]:
    """The order and its lines as they were agreed to, not written yet; PriceChanged when the offer is another one."""
    at, method = asked.at, asked.method
    offer = quote_by(opening.facts, opening.thing, **asked.people, method=method, at=at, coupon=coupon)
    if offer.fingerprint != asked.agreed:
        raise PriceChanged
    thing = asked.offered.thing
    named = {"spirit": thing} if isinstance(thing, Spirit) else {"bundle": thing}
    bought = draft(**asked.people, offer=offer, method=method, key=asked.key, at=at, coupon=coupon, **named)
    return bought, [
        PurchaseLine(purchase=bought, spirit_id=each, amount=amount) for each, amount in offer.lines.items()
    ]


@transaction.atomic
def order_points(
    *,
    buyer: User,
    points: int,
    agreed: str,
    key: str,
    at: datetime,
    method: Method = Method.MANUAL,
    choice: CardChoice = ANY_CARD,
) -> Purchase:
    """Order points for money; they are in the wallet once the payment is confirmed."""
    lock_people(buyer.pk)
    if earlier := earlier_order(buyer, key, agreed):
        return earlier
    offer = quote_points(buyer=buyer, points=points)
    if offer.fingerprint != agreed:
        raise PriceChanged
    bought = record(buyer, buyer, offer, method=method, key=key, at=at, points_bought=points)
    return gateway_of(method).start(bought, choice=choice, at=at)


def earlier_order(buyer: User, key: str, agreed: str) -> Purchase | None:
    """The person's purchase of this key; KeyReused when something else was agreed to under it."""
    earlier = Purchase.objects.filter(buyer_key=buyer.pk, key=key).first()
    return _same(earlier, agreed) if earlier else None


def _same(earlier: Purchase, agreed: str) -> Purchase:
    if earlier.fingerprint != agreed:
        raise KeyReused
    return earlier


def record(
    buyer: User, recipient: User, offer: Quote, *, method: Method, key: str, at: datetime, **named: object
) -> Purchase:
    """Write an order that awaits payment; called within the buying transaction."""
    made = draft(buyer, recipient, offer, method=method, key=key, at=at, **named)
    made.save(force_insert=True)
    return made


def draft(
    buyer: User, recipient: User, offer: Quote, *, method: Method, key: str, at: datetime, **named: object
) -> Purchase:
    """An order that awaits payment, not written yet."""
    return Purchase(
        id=uuid7(),
        buyer=buyer,
        buyer_key=buyer.pk,
        recipient=recipient,
        key=key,
        fingerprint=offer.fingerprint,
        method=method,
        state=Purchase.State.AWAITING,
        unit=offer.unit,
        list_amount=offer.list_amount,
        discount_amount=offer.discount_amount,
        coupon_amount=offer.coupon_amount,
        amount=offer.amount,
        tax_amount=offer.tax_amount,
        created_at=at,
        **named,
    )
