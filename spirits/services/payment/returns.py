"""Money that went back: refunds that we asked for, refunds made at the gateway, and disputes at the payer's bank."""

from datetime import datetime

from spirits.cards.desk import Dispute, GatewayRefund, Intent
from spirits.models.payment import Payment
from spirits.models.purchase import Purchase, Refund
from spirits.services.purchase.book_refund import book_refund, undo_refund
from spirits.services.purchase.refund import open_lines, write_refund

State, Cause = Refund.State, Refund.Cause


def learn_returns(payment: Payment, facts: Intent, *, at: datetime) -> None:
    """Book every refund and dispute that the gateway knows of and we do not; called within the settling transaction."""
    if payment.state != Payment.State.SUCCEEDED or payment.purchase_id is None:
        return
    for each in facts.refunds:
        _learn_refund(payment, each, at)
    for dispute in facts.disputes:
        _learn_dispute(payment, dispute, at)


def settle_refund(refund: Refund, told: GatewayRefund, *, at: datetime) -> Refund:
    """Bring one of our refunds in step with what the gateway says about it; called within a transaction."""
    refund.gateway_id, refund.looked_at = told.id, at
    refund.save(update_fields=["gateway_id", "looked_at"])
    if told.is_done and refund.state == State.PENDING:
        return book_refund(refund, at=at)
    if told.has_failed and refund.state == State.PENDING:
        return undo_refund(refund, state=State.FAILED, why="The gateway could not give the money back.", at=at)
    if told.has_failed and refund.state == State.DONE:
        return undo_refund(refund, state=State.REVERSED, why="The money came back from the payer's bank.", at=at)
    return refund


def _learn_refund(payment: Payment, told: GatewayRefund, at: datetime) -> None:
    refunds = _purchase(payment).refunds.select_related("purchase__buyer", "purchase__recipient", "hold", "transaction")
    known = refunds.filter(gateway_id=told.id).first() or next((r for r in refunds if str(r.pk) == told.mark), None)
    if known:
        settle_refund(known, told, at=at)
    elif told.is_done:
        _write(payment, told.id, told.amount, cause=Cause.GATEWAY, reason=told.reason or "At the gateway", at=at)


def _learn_dispute(payment: Payment, told: Dispute, at: datetime) -> None:
    refunds = Refund.objects.select_related("purchase__buyer", "purchase__recipient", "hold", "transaction")
    known = refunds.filter(gateway_id=told.id).first()
    if known is None and told.is_withdrawn:
        _write(payment, told.id, told.amount, cause=Cause.DISPUTE, reason=f"Disputed: {told.reason}", at=at)
    elif known and told.is_won and known.state == State.DONE:
        undo_refund(known, state=State.REVERSED, why="The dispute was won.", at=at)


def _write(payment: Payment, told_id: str, told_amount: int, *, cause: Refund.Cause, reason: str, at: datetime) -> None:
    found = _purchase(payment)
    left = found.amount - found.refunded_amount
    amount = min(left, told_amount)
    if amount <= 0:
        return
    lines = open_lines(found) if amount == left else []
    made = write_refund(
        found,
        lines=lines,
        amount=amount,
        key=told_id,
        reason=reason,
        actor=None,
        at=at,
        cause=cause,
        gateway_id=told_id,
    )
    book_refund(made, at=at)


def _purchase(payment: Payment) -> Purchase:
    return Purchase.objects.select_related("buyer", "recipient").get(payments=payment)
