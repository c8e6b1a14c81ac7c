"""Invoices that staff confirm, and orders that are cancelled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from spirits.locks import lock_people
from spirits.models.payment import Payment
from spirits.models.purchase import Coupon, Purchase
from spirits.queries.economy.purchases import get_purchase
from spirits.rules.economy.errors import PaymentUnderWay, PurchaseClosed
from spirits.services.payment.start import ask_to_cancel, start_payment
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.book_money import book_money
from spirits.services.purchase.fulfil import fulfil
from spirits.services.purchase.gateways.protocol import CardChoice


@transaction.atomic
def confirm_payment(*, purchase: Purchase, reference: str, actor: UUID | None, at: datetime) -> Purchase:
    """Book the money, open the spirits or credit the points; a repeat with the same reference changes nothing."""
    found = _locked(purchase)
    if found.state == Purchase.State.PAID and found.payment_reference == reference:
        return found
    if found.state != Purchase.State.AWAITING or found.method != Purchase.Method.MANUAL:
        raise PurchaseClosed
    found.payment_reference = reference
    found.transaction = book_money(found, actor=actor, at=at) if found.amount else None
    return fulfil(found, at=at)


@transaction.atomic
def pay_order(*, user: User, purchase_id: UUID, choice: CardChoice, at: datetime) -> Purchase:
    """Pay an order by another card, or on the gateway's page, after a payment of it failed.

    PurchaseClosed when it was paid or cancelled; PaymentUnderWay while the last payment may still succeed.
    """
    lock_people(user.pk)
    found = get_purchase(user, purchase_id)
    if found.state != Purchase.State.AWAITING or found.method != Purchase.Method.CARD:
        raise PurchaseClosed
    if Payment.objects.filter(purchase=found, state__in=Payment.OPEN).exists():
        raise PaymentUnderWay
    keeps = choice.keeps_card or found.plan_version_id is not None
    start_payment(purchase=found, card=choice.card, keeps_card=keeps, is_present=True, origin=choice.origin, at=at)
    announce_shop(user.pk)
    return found


@transaction.atomic
def cancel_order(*, purchase: Purchase, at: datetime) -> Purchase:
    """Cancel an order that was not paid; a cancelled one stays so, a paid one is refused.

    A payment under way is given up at the gateway; should it succeed all the same, its money goes back.
    """
    found = _locked(purchase)
    if found.state == Purchase.State.PAID:
        raise PurchaseClosed
    if found.state == Purchase.State.AWAITING:
        found.state = Purchase.State.CANCELLED
        found.save(update_fields=["state"])
        if found.coupon_id:
            Coupon.objects.filter(pk=found.coupon_id).update(uses=F("uses") - 1)
        ask_to_cancel(found, at=at)
        announce_shop(found.buyer_key, found.recipient_id)
    return found


def _locked(purchase: Purchase) -> Purchase:
    lock_people(purchase.buyer_key, purchase.recipient_id or purchase.buyer_key)
    return Purchase.objects.select_related("buyer", "recipient").get(pk=purchase.pk)
