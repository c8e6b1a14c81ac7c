"""Turns what the gateway says about a payment into what holds here, in one transaction. Any number of runs do no harm."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from spirits.cards.desk import CardShown, Intent, IntentState
from spirits.locks import lock_people
from spirits.models.account import AccountKind
from spirits.models.ledger import TransactionKind
from spirits.models.payment import Payment
from spirits.models.purchase import Purchase
from spirits.services.economy.count_failed_charge import charge_failed
from spirits.services.economy.open_account import site_account
from spirits.services.economy.post_transaction import Leg, post_transaction
from spirits.services.payment.holders import remember_card
from spirits.services.payment.returns import learn_returns
from spirits.services.payment.start import run_soon, start_payment
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.book_money import book_money
from spirits.services.purchase.fulfil import fulfil
from spirits.services.purchase.fulfil_plan import is_plan_possible
from spirits.services.purchase.pay import cancel_order

log = structlog.get_logger(__name__)

State = Payment.State
AUTHENTICATION = "authentication_required"


@transaction.atomic
def settle(*, payment_id: UUID, facts: Intent, at: datetime) -> Payment:
    """Bring the payment and its order in step with how the gateway's intent stands."""
    payment = locked_payment(payment_id)
    payment.intent_id, payment.looked_at = facts.id, at
    if facts.state == IntentState.SUCCEEDED and payment.received == 0:
        _receive(payment, facts, at)
    elif facts.state == IntentState.SUCCEEDED:
        payment.save()
        learn_returns(payment, facts, at=at)
    elif not payment.is_open:
        payment.save()
    elif facts.state == IntentState.PROCESSING:
        _move(payment, State.PROCESSING)
    elif facts.state == IntentState.CANCELLED:
        _end(payment, State.CANCELLED, at=at)
    elif facts.state == IntentState.FAILED and payment.kind == Payment.Kind.CARD:
        _end(payment, State.FAILED, code=facts.error_code or "card_declined", error=facts.error, at=at)
    else:
        payment.save()
    return payment


@transaction.atomic
def end_payment(*, payment_id: UUID, state: Payment.State, code: str = "", error: str = "", at: datetime) -> Payment:
    """End a payment that the gateway will not come back to: failed, cancelled, or (for a card to keep) succeeded."""
    payment = locked_payment(payment_id)
    payment.looked_at = at
    if payment.is_open:
        _end(payment, state, code=code, error=error, at=at)
    return payment


@transaction.atomic
def keep_set_up_card(*, payment_id: UUID, shown: CardShown, at: datetime) -> Payment:
    """End a setup with the card that was given."""
    payment = locked_payment(payment_id)
    if payment.is_open:
        payment.card = remember_card(owner_key=payment.owner_key, shown=shown)
        _end(payment, State.SUCCEEDED, at=at)
    return payment


def locked_payment(payment_id: UUID) -> Payment:
    """The payment with its order, while its people and its row are locked until the transaction ends."""
    people = Payment.objects.values_list("owner_key", "purchase__recipient_id").get(pk=payment_id)
    lock_people(*{each for each in people if each})
    return Payment.objects.select_for_update(of=("self",)).select_related("card", "owner").get(pk=payment_id)


def _receive(payment: Payment, facts: Intent, at: datetime) -> None:
    """The money is there: the order is fulfilled, or, when that cannot be, the money will go back."""
    bought = _order(payment)
    payment.received, payment.page_url = facts.received, ""
    if payment.keeps_card and facts.card:
        payment.card = remember_card(owner_key=payment.owner_key, shown=facts.card)
    problem = _problem(payment, bought, facts, at)
    if problem:
        _set_aside(payment, problem, at)
    else:
        bought.payment_reference = facts.id
        bought.transaction = book_money(bought, actor=None, at=at)
        payment.state, payment.ended_at = State.SUCCEEDED, at
        payment.error_code = payment.error = ""
        payment.save()
        fulfil(bought, at=at, card=payment.card)
    learn_returns(payment, facts, at=at)
    announce_shop(payment.owner_key, bought.recipient_id)


def _problem(payment: Payment, bought: Purchase, facts: Intent, at: datetime) -> str:
    """Why the order cannot be fulfilled with this money; empty when it can."""
    if (facts.received, facts.unit) != (payment.amount, payment.unit):
        return "amount_differs"
    if bought.state != Purchase.State.AWAITING:
        return "order_closed"
    if bought.recipient is None or bought.buyer is None:
        return "person_gone"
    if bought.plan_version_id and not is_plan_possible(bought, at=at):
        return "plan_moved_on"
    return ""


def _set_aside(payment: Payment, problem: str, at: datetime) -> None:
    """Money that has no order any more is owed; a job gives it back."""
    legs = [
        Leg(site_account(AccountKind.CASH, payment.unit), payment.received),
        Leg(site_account(AccountKind.OWED, payment.unit), -payment.received),
    ]
    post_transaction(kind=TransactionKind.STRAY, key=f"stray:{payment.pk}", legs=legs, at=at, reason=problem)
    payment.state, payment.ended_at, payment.error_code = State.STRAY, None, problem
    payment.save()
    bought = _order(payment)
    if bought.state == Purchase.State.AWAITING:
        cancel_order(purchase=bought, at=at)
    log.warning("payment_without_order", payment=str(payment.pk), problem=problem)
    run_soon(payment)


def _end(payment: Payment, state: Payment.State, *, at: datetime, code: str = "", error: str = "") -> None:
    payment.state, payment.ended_at, payment.page_url = state, at, ""
    payment.error_code, payment.error = code[:60], error[:300]
    payment.save()
    announce_shop(payment.owner_key)
    if payment.purchase_id and state in (State.FAILED, State.CANCELLED):
        _after_failure(payment, _order(payment), at)


def _after_failure(payment: Payment, bought: Purchase, at: datetime) -> None:
    if bought.state != Purchase.State.AWAITING:
        return
    is_renewal = bought.plan_step == Purchase.PlanStep.RENEW and not payment.is_present
    if is_renewal and bought.subscription_id:
        cancel_order(purchase=bought, at=at)
        charge_failed(subscription_id=bought.subscription_id, code=payment.error_code, at=at)
    elif payment.error_code == AUTHENTICATION and payment.is_present and bought.buyer:
        # The bank wants to hear from the person: the gateway's own page asks them.
        start_payment(
            purchase=bought, card=None, keeps_card=payment.keeps_card, is_present=True, origin=payment.origin, at=at
        )
    elif payment.state == State.CANCELLED or bought.buyer is None:
        cancel_order(purchase=bought, at=at)


def _move(payment: Payment, state: Payment.State) -> None:
    payment.state = state
    payment.save()


def _order(payment: Payment) -> Purchase:
    return Purchase.objects.select_related(
        "buyer", "recipient", "spirit", "bundle", "plan_version__plan", "subscription"
    ).get(payments=payment)
