"""Buys what was quoted: paid and granted in one transaction, or ordered on an invoice."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from project.lib.ids import uuid7
from spirits.locks import lock_people
from spirits.models.account import AccountKind
from spirits.models.ledger import TransactionKind
from spirits.models.purchase import Coupon, Purchase, PurchaseLine
from spirits.models.spirit import Spirit
from spirits.queries.economy.quotes import Sold, quote, quote_points, usable_coupon
from spirits.rules.economy.errors import KeyReused, PriceChanged
from spirits.rules.economy.quotes import Quote
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import Leg, post_transaction
from spirits.services.purchase.fulfil import fulfil

Method = Purchase.Method


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
) -> Purchase:
    """Buy a spirit or a bundle at the price whose fingerprint the buyer agreed to.

    By points it is paid and open when this returns; by invoice it awaits payment. The same key and agreement return the
    same purchase. PriceChanged when the offer is another one by now; then nothing has happened.
    """
    recipient = recipient or buyer
    lock_people(buyer.pk, recipient.pk)
    if earlier := _earlier(buyer, key, agreed):
        return earlier
    coupon = usable_coupon(coupon_code, buyer=buyer, at=at) if coupon_code else None
    offer = quote(buyer=buyer, recipient=recipient, thing=thing, method=method, at=at, coupon=coupon)
    if offer.fingerprint != agreed:
        raise PriceChanged
    named = {"spirit": thing} if isinstance(thing, Spirit) else {"bundle": thing}
    bought = _record(buyer, recipient, offer, method=method, key=key, at=at, coupon=coupon, **named)
    PurchaseLine.objects.bulk_create(
        PurchaseLine(purchase=bought, spirit_id=spirit, amount=amount) for spirit, amount in offer.lines.items()
    )
    if coupon:
        Coupon.objects.filter(pk=coupon.pk).update(uses=F("uses") + 1)
    return _pay_points(bought, buyer, at) if method == Method.POINTS else bought


@transaction.atomic
def order_points(*, buyer: User, points: int, agreed: str, key: str, at: datetime) -> Purchase:
    """Order points for money; they are in the wallet once the payment is confirmed."""
    lock_people(buyer.pk)
    if earlier := _earlier(buyer, key, agreed):
        return earlier
    offer = quote_points(buyer=buyer, points=points)
    if offer.fingerprint != agreed:
        raise PriceChanged
    return _record(buyer, buyer, offer, method=Method.MANUAL, key=key, at=at, points_bought=points)


def _earlier(buyer: User, key: str, agreed: str) -> Purchase | None:
    earlier = Purchase.objects.filter(buyer_key=buyer.pk, key=key).first()
    if earlier and earlier.fingerprint != agreed:
        raise KeyReused
    return earlier


def _record(
    buyer: User, recipient: User, offer: Quote, *, method: Method, key: str, at: datetime, **named: object
) -> Purchase:
    return Purchase.objects.create(
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


def _pay_points(bought: Purchase, buyer: User, at: datetime) -> Purchase:
    if bought.amount:
        bought.transaction = post_transaction(
            kind=TransactionKind.PURCHASE,
            key=f"purchase:{bought.pk}",
            legs=[Leg(wallet_of(buyer), -bought.amount), Leg(site_account(AccountKind.SPENT), bought.amount)],
            at=at,
            reason=str(bought.spirit or bought.bundle)[:300],
        )
    return fulfil(bought, at=at)
