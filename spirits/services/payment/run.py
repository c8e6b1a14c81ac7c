"""Carries payments and refunds through the gateway, step by step. Called by jobs only: between its transactions it talks
to the network, and whoever dies between two steps leaves rows from which the next run goes on."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from spirits.cards import card_desk
from spirits.cards.desk import CardDesk, HostedPage, Intent, IntentState, Wanted
from spirits.cards.errors import GatewayRefused
from spirits.locks import lock_people
from spirits.models.account import AccountKind
from spirits.models.ledger import TransactionKind
from spirits.models.payment import Payment
from spirits.models.purchase import Purchase, Refund
from spirits.rules.economy.cards import expires_at
from spirits.services.economy.open_account import site_account
from spirits.services.economy.post_transaction import Leg, post_transaction
from spirits.services.payment.holders import holder_of, remember_card
from spirits.services.payment.returns import settle_refund
from spirits.services.payment.settle import AUTHENTICATION, end_payment, keep_set_up_card, locked_payment, settle
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.book_refund import undo_refund

log = structlog.get_logger(__name__)

State = Payment.State
PAGE_LIFE = timedelta(minutes=31)  # the gateway asks for at least thirty


def run_payment(*, payment_id: UUID, at: datetime) -> str:
    """Go as far as the payment can go now, and return its state; whatever its state, the gateway's word is heard."""
    payment = Payment.objects.select_related("card", "owner", "purchase").get(pk=payment_id)
    desk = card_desk()
    if payment.state == State.STRAY:
        return _return_stray(payment, desk, at)
    try:
        if payment.kind == Payment.Kind.CARD:
            return _run_card(payment, desk, at)
        return _run_page(payment, desk, at)
    except GatewayRefused as error:
        log.warning("payment_refused", payment=str(payment.pk), problem=error.message)
        return end_payment(payment_id=payment.pk, state=State.FAILED, code="refused", error=error.message, at=at).state


def run_refund(*, refund_id: UUID, at: datetime) -> str:
    """Send the money of a pending refund back, and book it once the gateway says that it went."""
    refund = Refund.objects.select_related("purchase").get(pk=refund_id)
    if refund.state != Refund.State.PENDING:
        return refund.state
    paid = Payment.objects.get(purchase=refund.purchase, state=State.SUCCEEDED)
    try:
        told = card_desk().give_back(
            mark=str(refund.pk), intent_id=paid.intent_id, amount=refund.amount, reason=refund.reason
        )
    except GatewayRefused as error:
        with transaction.atomic():
            kept = _locked_refund(refund)
            if kept.state == Refund.State.PENDING:
                undo_refund(kept, state=Refund.State.FAILED, why=error.message, at=at)
        return kept.state
    with transaction.atomic():
        return settle_refund(_locked_refund(refund), told, at=at).state


def _run_card(payment: Payment, desk: CardDesk, at: datetime) -> str:
    if payment.is_open and payment.cancel_asked_at:
        if not payment.intent_id:
            return end_payment(payment_id=payment.pk, state=State.CANCELLED, at=at).state
        return settle(payment_id=payment.pk, facts=desk.cancel_intent(payment.intent_id), at=at).state
    if payment.state == State.NEW:
        if not _is_good(payment, desk, at):
            return end_payment(
                payment_id=payment.pk, state=State.FAILED, code="expired_card", error="The card has expired.", at=at
            ).state
        made = desk.create_intent(_wanted(payment, desk), card=payment.card.gateway_id if payment.card else "")
        Payment.objects.filter(pk=payment.pk, state=State.NEW).update(intent_id=made.id, state=State.CREATED)
        payment.refresh_from_db()
    if payment.state == State.CREATED and not _may_confirm(payment.pk):
        return settle(payment_id=payment.pk, facts=desk.cancel_intent(payment.intent_id), at=at).state
    if payment.state in (State.CREATED, State.CONFIRMING):
        return _confirm(payment, desk, at)
    return settle(payment_id=payment.pk, facts=desk.fetch_intent(payment.intent_id), at=at).state


def _confirm(payment: Payment, desk: CardDesk, at: datetime) -> str:
    facts = desk.confirm_intent(payment.intent_id, is_present=payment.is_present)
    if facts.state in (IntentState.ACTION, IntentState.UNCONFIRMED):
        # Nobody can answer the bank here: the intent is given up, and the gateway's page takes over.
        code = AUTHENTICATION if facts.state == IntentState.ACTION else "not_confirmed"
        facts = desk.cancel_intent(payment.intent_id)
        if facts.state == IntentState.CANCELLED:
            why = "The bank wants the card's holder to confirm."
            return end_payment(payment_id=payment.pk, state=State.FAILED, code=code, error=why, at=at).state
    return settle(payment_id=payment.pk, facts=facts, at=at).state


@transaction.atomic
def _may_confirm(payment_id: UUID) -> bool:
    """Whether the order still waits; if so the payment is marked, so that a crash is seen as a confirmation under way."""
    payment = locked_payment(payment_id)
    waits = Purchase.objects.filter(payments=payment, state=Purchase.State.AWAITING).exists()
    if not waits or payment.cancel_asked_at or payment.state != State.CREATED:
        return payment.state == State.CONFIRMING
    payment.state = State.CONFIRMING
    payment.save(update_fields=["state"])
    return True


def _run_page(payment: Payment, desk: CardDesk, at: datetime) -> str:
    if payment.state == State.NEW:
        if payment.cancel_asked_at:
            return end_payment(payment_id=payment.pk, state=State.CANCELLED, at=at).state
        made = _open_page(payment, desk, at)
        Payment.objects.filter(pk=payment.pk, state=State.NEW).update(
            page_id=made.id, page_url=made.url, state=State.ACTION, looked_at=at
        )
        announce_shop(payment.owner_key)
        return State.ACTION
    page = desk.close_page(payment.page_id) if payment.cancel_asked_at and payment.is_open else None
    page = page or desk.fetch_page(payment.page_id)
    if payment.kind == Payment.Kind.SETUP:
        return _end_setup(payment, page, desk, at)
    facts = desk.fetch_intent(page.intent_id) if page.intent_id else None
    if facts and (facts.state == IntentState.SUCCEEDED or page.is_open or page.is_complete):
        return settle(payment_id=payment.pk, facts=facts, at=at).state
    if page.is_open:
        Payment.objects.filter(pk=payment.pk).update(looked_at=at)
        return payment.state
    return _end_expired(payment, facts, desk, at)


def _end_expired(payment: Payment, facts: Intent | None, desk: CardDesk, at: datetime) -> str:
    """The page was closed or left: what hangs on it is given up."""
    if facts:
        return settle(payment_id=payment.pk, facts=desk.cancel_intent(facts.id), at=at).state
    return end_payment(payment_id=payment.pk, state=State.CANCELLED, code="page_expired", at=at).state


def _open_page(payment: Payment, desk: CardDesk, at: datetime) -> HostedPage:
    back, away = _addresses(payment)
    if payment.kind == Payment.Kind.SETUP:
        holder = holder_of(payment, desk).gateway_id
        return desk.open_setup_page(mark=str(payment.pk), holder=holder, back=back, away=away)
    return desk.open_page(_wanted(payment, desk), back=back, away=away, until=at + PAGE_LIFE)


def _end_setup(payment: Payment, page: HostedPage, desk: CardDesk, at: datetime) -> str:
    if page.is_complete and page.card:
        shown = desk.keep_card(page.card.id, holder=holder_of(payment, desk).gateway_id)
        return keep_set_up_card(payment_id=payment.pk, shown=shown, at=at).state
    if page.is_open or page.is_complete:
        Payment.objects.filter(pk=payment.pk).update(looked_at=at)
        return payment.state
    return end_payment(payment_id=payment.pk, state=State.CANCELLED, code="page_expired", at=at).state


def _is_good(payment: Payment, desk: CardDesk, at: datetime) -> bool:
    """Whether the card has not expired; the gateway is asked first, for banks renew cards without a word to us."""
    card = payment.card
    if card is None:
        return False
    if expires_at(year=card.expires_year, month=card.expires_month) > at:
        return True
    fresh = remember_card(owner_key=payment.owner_key, shown=desk.fetch_card(card.gateway_id))
    return expires_at(year=fresh.expires_year, month=fresh.expires_month) > at


def _return_stray(payment: Payment, desk: CardDesk, at: datetime) -> str:
    facts = desk.fetch_intent(payment.intent_id)
    gone = sum(each.amount for each in facts.refunds if each.is_done)
    if gone < payment.received and not any(not (r.is_done or r.has_failed) for r in facts.refunds):
        told = desk.give_back(
            mark=f"stray-{payment.pk}", intent_id=payment.intent_id, amount=payment.received - gone, reason="No order"
        )
        gone += told.amount if told.is_done else 0
    with transaction.atomic():
        kept = locked_payment(payment.pk)
        kept.looked_at = at
        if kept.state == State.STRAY and gone >= kept.received:
            legs = [
                Leg(site_account(AccountKind.CASH, kept.unit), -kept.received),
                Leg(site_account(AccountKind.OWED, kept.unit), kept.received),
            ]
            post_transaction(kind=TransactionKind.REFUND, key=f"stray:{kept.pk}:back", legs=legs, at=at)
            kept.state, kept.ended_at = State.RETURNED, at
        kept.save()
        return kept.state


def _wanted(payment: Payment, desk: CardDesk) -> Wanted:
    bought = Purchase.objects.select_related("spirit", "bundle", "plan_version__plan").get(payments=payment)
    return Wanted(
        mark=str(payment.pk),
        amount=payment.amount,
        unit=payment.unit,
        holder=holder_of(payment, desk).gateway_id,
        title=bought.title,
        keeps_card=payment.keeps_card,
        details={"purchase": str(bought.pk)},
    )


def _addresses(payment: Payment) -> tuple[str, str]:
    path = f"/purchases/{payment.purchase_id}/" if payment.purchase_id else f"/cards/new/{payment.pk}/"
    base = settings.PUBLIC_URL or payment.origin
    return f"{base}{path}?from=card", f"{base}{path}?from=away"


def _locked_refund(refund: Refund) -> Refund:
    found = refund.purchase
    lock_people(found.buyer_key, found.recipient_id or found.buyer_key)
    rows = Refund.objects.select_related("purchase__buyer", "purchase__recipient", "hold", "transaction")
    return rows.get(pk=refund.pk)
