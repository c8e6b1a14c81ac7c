"""The gateway's messages: stored once and answered at once, handled by a job that asks the gateway how things stand."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from jobs.services.enqueue import enqueue
from project.lib.ids import uuid7
from spirits.cards.desk import Message
from spirits.models.payment import Payment
from spirits.models.webhook import WebhookEvent
from spirits.rules.economy.cards import is_authentic
from spirits.rules.economy.errors import WebhookNotSigned
from spirits.services.payment.run import run_payment

HANDLE = "spirits.handle_webhook"
State = WebhookEvent.State


def receive_webhook(*, body: bytes, signature: str, at: datetime) -> WebhookEvent:
    """Store a signed message once and ask for its handling; WebhookNotSigned when none of our secrets signed it."""
    if not is_authentic(body=body, header=signature, secrets=settings.STRIPE_WEBHOOK_SECRETS, at=at):
        raise WebhookNotSigned
    return store_message(message_of(body), at=at)


def message_of(body: bytes) -> Message:
    """The message in a signed body; WebhookNotSigned when it is none."""
    try:
        told: dict[str, Any] = json.loads(body)
        said_at = datetime.fromtimestamp(told["created"], UTC)
        message = Message(str(told["id"]), str(told["type"]), said_at, dict(told["data"]))
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError) as error:
        raise WebhookNotSigned("This is no message of the gateway.") from error
    if not message.id or len(message.id) > 100 or len(message.kind) > 100:
        raise WebhookNotSigned("This is no message of the gateway.")
    return message


@transaction.atomic
def store_message(message: Message, *, at: datetime) -> WebhookEvent:
    """Keep a message once, however often and in whatever order it comes."""
    told = message.content.get("object")
    about: dict[str, Any] = told if isinstance(told, dict) else {}
    wanted = WebhookEvent(
        id=uuid7(),
        gateway_id=message.id,
        kind=message.kind,
        object_kind=str(about.get("object") or "")[:60],
        object_id=str(about.get("id") or "")[:100],
        payload=_storable(about),
        said_at=message.said_at,
        received_at=at,
    )
    WebhookEvent.objects.bulk_create([wanted], ignore_conflicts=True)
    kept = WebhookEvent.objects.get(gateway_id=message.id)
    if kept.pk == wanted.pk:
        _handle_soon(kept)
    else:
        WebhookEvent.objects.filter(pk=kept.pk).update(deliveries=F("deliveries") + 1)
    return kept


def handle_message(*, event_id: UUID, at: datetime) -> str:
    """Ask the gateway about what the message is about; what raises is noted on the message and tried again."""
    event = WebhookEvent.objects.get(pk=event_id)
    if event.state in (State.HANDLED, State.IGNORED):
        return event.state
    try:
        payment = _payment_of(event)
        note = "Not about a payment of ours." if payment is None else run_payment(payment_id=payment.pk, at=at)
    except Exception as error:
        WebhookEvent.objects.filter(pk=event.pk, state__in=[State.WAITING, State.FAILED]).update(
            state=State.FAILED, tries=F("tries") + 1, note=f"{type(error).__name__}: {error}"[:300]
        )
        raise
    state = State.HANDLED if payment else State.IGNORED
    WebhookEvent.objects.filter(pk=event.pk, state__in=[State.WAITING, State.FAILED]).update(
        state=state, tries=F("tries") + 1, note=note, handled_at=at
    )
    return state


@transaction.atomic
def resend_message(*, event: WebhookEvent) -> WebhookEvent:
    """Handle the message anew, whatever became of it before."""
    WebhookEvent.objects.filter(pk=event.pk).update(state=State.WAITING, handled_at=None, note="")
    _handle_soon(event, again=True)
    return WebhookEvent.objects.get(pk=event.pk)


def ignore_message(*, event: WebhookEvent, reason: str, at: datetime) -> WebhookEvent:
    """Put a message that cannot be handled aside."""
    WebhookEvent.objects.filter(pk=event.pk, state__in=[State.WAITING, State.FAILED]).update(
        state=State.IGNORED, note=reason[:300], handled_at=at
    )
    return WebhookEvent.objects.get(pk=event.pk)


def _handle_soon(event: WebhookEvent, *, again: bool = False) -> None:
    key = f"{event.pk}:{uuid7()}" if again else str(event.pk)
    enqueue(HANDLE, {"event": str(event.pk)}, key=key)


def _payment_of(event: WebhookEvent) -> Payment | None:
    about: dict[str, Any] = event.payload
    kind = event.object_kind
    names = [event.object_id if kind == "payment_intent" else about.get("payment_intent")]
    intents = [each for each in names if isinstance(each, str) and each]
    if intents and (found := Payment.objects.filter(intent_id__in=intents).first()):
        return found
    if kind == "checkout.session" and (found := Payment.objects.filter(page_id=event.object_id).first()):
        return found
    return _marked(about)


def _marked(about: dict[str, Any]) -> Payment | None:
    marks = about.get("metadata")
    try:
        mark = UUID(str(marks["daimon"])) if isinstance(marks, dict) and "daimon" in marks else None
    except ValueError:
        return None
    return Payment.objects.filter(pk=mark).first() if mark else None


def _storable(about: dict[str, Any]) -> dict[str, Any]:
    """Without what PostgreSQL's JSON cannot hold."""
    storable: dict[str, Any] = json.loads(json.dumps(about).replace("\\u0000", ""))
    return storable
