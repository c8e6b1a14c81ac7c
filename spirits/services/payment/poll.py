"""Looks after what no message told us about: payments and refunds under way, lost messages, forgotten orders and cards."""

from datetime import datetime, timedelta

import structlog
from django.db.models import Max, Q

from project.lib.errors import DaimonError
from spirits.cards import card_desk, is_configured
from spirits.cards.errors import GatewayAway
from spirits.models.card import Card
from spirits.models.payment import Payment
from spirits.models.purchase import Purchase, Refund
from spirits.models.webhook import WebhookEvent
from spirits.services.payment.holders import forget_card
from spirits.services.payment.run import run_payment, run_refund
from spirits.services.payment.webhooks import store_message
from spirits.services.purchase.pay import cancel_order

log = structlog.get_logger(__name__)

REST = timedelta(seconds=45)  # a payment that was looked at is left alone so long
LOOKING_BACK = timedelta(hours=2)  # messages come late and out of order
FIRST_LOOK = timedelta(days=2)
ORDER_LIFE = timedelta(hours=1)
MOST = 200


def poll_gateway(*, at: datetime) -> dict[str, int]:
    """Heal what was lost, and return how much was looked at; a gateway that is away ends the round."""
    done = {"payments": 0, "refunds": 0, "messages": 0, "orders": 0, "cards": 0}
    if not is_configured():
        return done
    try:
        done["messages"] = fetch_messages(at=at)
        done["payments"] = _look_after_payments(at)
        done["refunds"] = _look_after_refunds(at)
        done["cards"] = _forget_cards(at)
    except GatewayAway as error:
        log.warning("card_gateway_away", problem=error.message)
    done["orders"] = cancel_forgotten_orders(at=at)
    return done


def fetch_messages(*, at: datetime) -> int:
    """Store every message of the gateway that did not reach us, and return how many."""
    last = WebhookEvent.objects.aggregate(last=Max("said_at"))["last"]
    since = last - LOOKING_BACK if last else at - FIRST_LOOK
    told = list(card_desk().messages(since=since))
    known = set(
        WebhookEvent.objects.filter(gateway_id__in=[each.id for each in told]).values_list("gateway_id", flat=True)
    )
    missed = [each for each in told if each.id not in known]
    for each in missed:
        store_message(each, at=at)
    return len(missed)


def cancel_forgotten_orders(*, at: datetime) -> int:
    """Cancel card orders that nobody pays any more, so that the thing can be ordered anew."""
    forgotten = Purchase.objects.filter(
        method=Purchase.Method.CARD, state=Purchase.State.AWAITING, created_at__lt=at - ORDER_LIFE
    ).exclude(payments__state__in=Payment.OPEN)
    rows = list(forgotten.order_by("pk")[:MOST])
    for bought in rows:
        cancel_order(purchase=bought, at=at)
    return len(rows)


def _look_after_payments(at: datetime) -> int:
    rested = Q(looked_at__lt=at - REST) | Q(looked_at__isnull=True, created_at__lt=at - REST)
    open_ones = Payment.objects.filter(rested, state__in=[*Payment.OPEN, Payment.State.STRAY])
    rows = list(open_ones.order_by("looked_at", "pk").values_list("pk", flat=True)[:MOST])
    for payment in rows:
        Payment.objects.filter(pk=payment).update(looked_at=at)
        try:
            run_payment(payment_id=payment, at=at)
        except GatewayAway:
            raise
        except DaimonError as error:
            log.warning("payment_not_healed", payment=str(payment), problem=error.message)
    return len(rows)


def _look_after_refunds(at: datetime) -> int:
    rested = Q(looked_at__lt=at - REST) | Q(looked_at__isnull=True, created_at__lt=at - REST)
    pending = Refund.objects.filter(rested, state=Refund.State.PENDING)
    rows = list(pending.order_by("pk").values_list("pk", flat=True)[:MOST])
    for refund in rows:
        Refund.objects.filter(pk=refund).update(looked_at=at)
        run_refund(refund_id=refund, at=at)
    return len(rows)


def _forget_cards(at: datetime) -> int:
    """Cards that were removed, and those of people who left."""
    left = Card.objects.filter(detached_at__isnull=True).filter(
        Q(removed_at__isnull=False) | Q(holder__owner__isnull=True)
    )
    rows = list(left.order_by("pk").values_list("pk", flat=True)[:MOST])
    for card in rows:
        forget_card(card_id=card, at=at)
    return len(rows)
