"""Gives back what was paid, and closes what was opened for it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from project.lib.ids import uuid7
from spirits.locks import lock_people
from spirits.models.account import AccountKind
from spirits.models.grant import Grant
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.models.purchase import Purchase, PurchaseLine, Refund
from spirits.rules.economy.amounts import POINTS, share
from spirits.rules.economy.errors import NothingToRefund
from spirits.services.economy.grant_access import revoke_grant
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import Leg, post_transaction


@transaction.atomic
def refund_purchase(
    *,
    purchase: Purchase,
    key: str,
    reason: str,
    actor: UUID | None,
    at: datetime,
    spirits: Iterable[UUID] | None = None,
) -> Refund:
    """Give back the amounts of these spirits' lines (all when none are named) and end their access through this purchase.

    The same key returns the same refund. Access for other reasons stays. Points that were bought are taken back;
    NotEnoughPoints when they were spent.
    """
    lock_people(purchase.buyer_key, purchase.recipient_id or purchase.buyer_key)
    if earlier := Refund.objects.filter(purchase=purchase, key=key).first():
        return earlier
    found = Purchase.objects.select_related("buyer").get(pk=purchase.pk)
    lines = _open_lines(found, spirits)
    amount = found.amount if found.points_bought else sum(line.amount for line in lines)
    is_done = found.points_bought and found.refunds.exists()
    if found.state != Purchase.State.PAID or is_done or not (lines or found.points_bought):
        raise NothingToRefund
    made = Refund(id=uuid7(), purchase=found, key=key, amount=amount, reason=reason[:300], actor=actor, created_at=at)
    made.transaction = _give_back(found, made) if amount else None
    made.save()
    PurchaseLine.objects.filter(pk__in=[line.pk for line in lines]).update(refund=made)
    Purchase.objects.filter(pk=found.pk).update(refunded_amount=F("refunded_amount") + amount)
    for grant in Grant.objects.filter(source_id=found.pk, spirit__in=[line.spirit_id for line in lines]):
        revoke_grant(grant=grant, at=at, reason=reason, actor=actor)
    return made


def _open_lines(found: Purchase, spirits: Iterable[UUID] | None) -> list[PurchaseLine]:
    lines = found.lines.filter(refund__isnull=True)
    return list(lines if spirits is None else lines.filter(spirit__in=list(spirits)))


def _give_back(found: Purchase, made: Refund) -> LedgerTransaction:
    if found.unit == POINTS:
        legs = [Leg(site_account(AccountKind.SPENT), -made.amount)]
        # The points of a deleted person go back to where they were issued.
        legs += [Leg(wallet_of(found.buyer) if found.buyer else site_account(AccountKind.ISSUED), made.amount)]
    else:
        tax = _tax_of(found, made.amount)
        legs = [
            Leg(site_account(AccountKind.CASH, found.unit), -made.amount),
            Leg(site_account(AccountKind.SALES, found.unit), made.amount - tax),
            Leg(site_account(AccountKind.TAX, found.unit), tax),
        ]
        if found.points_bought and found.buyer:
            legs += [
                Leg(wallet_of(found.buyer), -found.points_bought),
                Leg(site_account(AccountKind.ISSUED, POINTS), found.points_bought),
            ]
    return post_transaction(
        kind=TransactionKind.REFUND,
        key=f"refund:{made.pk}",
        legs=legs,
        at=made.created_at,
        reason=made.reason,
        actor=made.actor,
    )


def _tax_of(found: Purchase, amount: int) -> int:
    """The tax within a part of the amount; the parts of a purchase sum to its whole tax."""
    before, after = found.refunded_amount, found.refunded_amount + amount
    return share(found.tax_amount, numerator=after, denominator=found.amount) - share(
        found.tax_amount, numerator=before, denominator=found.amount
    )
