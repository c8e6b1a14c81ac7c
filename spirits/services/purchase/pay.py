"""Invoices: staff confirm that the money came, or cancel the order."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from spirits.locks import lock_people
from spirits.models.account import AccountKind
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.models.purchase import Coupon, Purchase
from spirits.rules.economy.amounts import POINTS
from spirits.rules.economy.errors import PurchaseClosed
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import Leg, post_transaction
from spirits.services.purchase.fulfil import fulfil


@transaction.atomic
def confirm_payment(*, purchase: Purchase, reference: str, actor: UUID | None, at: datetime) -> Purchase:
    """Book the money, open the spirits or credit the points; a repeat with the same reference changes nothing."""
    found = _locked(purchase)
    if found.state == Purchase.State.PAID and found.payment_reference == reference:
        return found
    if found.state != Purchase.State.AWAITING:
        raise PurchaseClosed
    found.payment_reference = reference
    found.transaction = _book(found, actor, at) if found.amount else None
    return fulfil(found, at=at)


@transaction.atomic
def cancel_order(*, purchase: Purchase) -> Purchase:
    """Cancel an order that was not paid; a cancelled one stays so, a paid one is refused."""
    found = _locked(purchase)
    if found.state == Purchase.State.PAID:
        raise PurchaseClosed
    if found.state == Purchase.State.AWAITING:
        found.state = Purchase.State.CANCELLED
        found.save(update_fields=["state"])
        if found.coupon_id:
            Coupon.objects.filter(pk=found.coupon_id).update(uses=F("uses") - 1)
    return found


def _locked(purchase: Purchase) -> Purchase:
    lock_people(purchase.buyer_key, purchase.recipient_id or purchase.buyer_key)
    return Purchase.objects.select_related("buyer", "recipient").get(pk=purchase.pk)


def _book(found: Purchase, actor: UUID | None, at: datetime) -> LedgerTransaction:
    legs = [
        Leg(site_account(AccountKind.CASH, found.unit), found.amount),
        Leg(site_account(AccountKind.SALES, found.unit), found.tax_amount - found.amount),
        Leg(site_account(AccountKind.TAX, found.unit), -found.tax_amount),
    ]
    kind = TransactionKind.PURCHASE
    if found.points_bought and found.buyer:
        kind = TransactionKind.TOPUP
        legs += [
            Leg(wallet_of(found.buyer), found.points_bought),
            Leg(site_account(AccountKind.ISSUED, POINTS), -found.points_bought),
        ]
    return post_transaction(
        kind=kind, key=f"purchase:{found.pk}", legs=legs, at=at, actor=actor, reason=found.payment_reference[:300]
    )
