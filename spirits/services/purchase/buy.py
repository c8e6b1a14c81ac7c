"""Buys what was quoted: paid and granted in one transaction, or ordered and paid later."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from project.lib.ids import uuid7
from spirits.locks import lock_people
from spirits.models.purchase import Coupon, Purchase, PurchaseLine
from spirits.models.spirit import Spirit
from spirits.queries.economy.quotes import Sold, offered, quote_by, quote_points, usable_coupon
from spirits.rules.economy.errors import KeyReused, PriceChanged
from spirits.rules.economy.quotes import Quote
from spirits.services.purchase.gateways import gateway_of
from spirits.services.purchase.gateways.protocol import CardChoice
from spirits.services.purchase.open_sale import open_sale
from spirits.services.purchase.sell_for_points import sell_for_points

Method = Purchase.Method
ANY_CARD = CardChoice()


@transaction.atomic
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
    recipient = recipient or buyer
    opening = open_sale(buyer=buyer, recipient=recipient, thing=offered(thing), key=key, at=at)
    if opening.earlier:
        return _same(opening.earlier, agreed)
    coupon = usable_coupon(coupon_code, buyer=buyer, at=at) if coupon_code else None
    offer = quote_by(
        opening.facts, opening.thing, buyer=buyer, recipient=recipient, method=method, at=at, coupon=coupon
    )
    if offer.fingerprint != agreed:
        raise PriceChanged
    if coupon:
        Coupon.objects.filter(pk=coupon.pk).update(uses=F("uses") + 1)
    named = {"spirit": thing} if isinstance(thing, Spirit) else {"bundle": thing}
    bought = draft(buyer, recipient, offer, method=method, key=key, at=at, coupon=coupon, **named)
    lines = [PurchaseLine(purchase=bought, spirit_id=each, amount=amount) for each, amount in offer.lines.items()]
    if method == Method.POINTS:
        return sell_for_points(bought, lines, purse=opening.purse, at=at)
    bought.save(force_insert=True)
    PurchaseLine.objects.bulk_create(lines)
    return gateway_of(method).start(bought, choice=choice, at=at)


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
