"""Gives back what was paid."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from project.lib.ids import uuid7
from spirits.locks import lock_people
from spirits.models.purchase import Purchase, PurchaseLine, Refund
from spirits.rules.economy.amounts import checked
from spirits.rules.economy.errors import BadAmount, NothingToRefund, RefundUnderWay
from spirits.services.purchase.gateways import gateway_of


@transaction.atomic
def refund_purchase(
    *,
    purchase: Purchase,
    key: str,
    reason: str,
    actor: UUID | None,
    at: datetime,
    spirits: Iterable[UUID] | None = None,
    amount: int | None = None,
) -> Refund:
    """Give back the amounts of these spirits' lines and end their access through this purchase; or an amount.

    With neither, everything that is left goes back. An amount below what is left is goodwill and leaves access as it is.
    The same key returns the same refund. Access for other reasons stays. Points that were bought are taken back;
    NotEnoughPoints when they were spent. What was paid by card is pending until the gateway says that it went.
    """
    lock_people(purchase.buyer_key, purchase.recipient_id or purchase.buyer_key)
    if earlier := Refund.objects.filter(purchase=purchase, key=key).first():
        return earlier
    found = Purchase.objects.select_related("buyer", "recipient").get(pk=purchase.pk)
    if found.refunds.filter(state=Refund.State.PENDING).exists():
        raise RefundUnderWay
    lines, wanted = _wanted(found, spirits, amount)
    made = write_refund(found, lines=lines, amount=wanted, key=key, reason=reason, actor=actor, at=at)
    return gateway_of(found.method).give_back(made, at=at)


def write_refund(
    found: Purchase,
    *,
    lines: list[PurchaseLine],
    amount: int,
    key: str,
    reason: str,
    actor: UUID | None,
    at: datetime,
    cause: Refund.Cause = Refund.Cause.STAFF,
    gateway_id: str = "",
) -> Refund:
    """Write a refund and set its lines aside, so that none is given back twice; pending when we are the ones who want it."""
    made = Refund.objects.create(
        id=uuid7(),
        purchase=found,
        key=key,
        amount=amount,
        reason=reason[:300],
        actor=actor,
        state=Refund.State.PENDING if cause == Refund.Cause.STAFF else Refund.State.DONE,
        cause=cause,
        gateway_id=gateway_id,
        created_at=at,
    )
    PurchaseLine.objects.filter(pk__in=[line.pk for line in lines]).update(refund=made)
    return made


def open_lines(found: Purchase, spirits: Iterable[UUID] | None = None) -> list[PurchaseLine]:
    """The lines that were not given back, or those of these spirits."""
    lines = found.lines.filter(refund__isnull=True)
    return list(lines if spirits is None else lines.filter(spirit__in=list(spirits)))


def _wanted(found: Purchase, spirits: Iterable[UUID] | None, amount: int | None) -> tuple[list[PurchaseLine], int]:
    left = found.amount - found.refunded_amount
    lines = open_lines(found, spirits)
    if found.state != Purchase.State.PAID or not (lines or (left and spirits is None)):
        raise NothingToRefund
    if amount is not None:
        if checked(amount) > left:
            raise BadAmount.of("amount", f"At most {left:,} can be given back.")
        return (lines if amount == left else []), amount
    if spirits is None:
        return lines, left
    return lines, min(left, sum(line.amount for line in lines))
