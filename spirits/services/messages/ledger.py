"""The row of a message before and after it is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from spirits.errors import SendingFailed, TooManyMessages
from spirits.models import OutboundMessage
from spirits.queries.outbound_messages import sent_since

State = OutboundMessage.State


def open_message(*, user: User, channel: str, now: datetime, **fields: Any) -> OutboundMessage:
    """The row of a message that is about to leave; TooManyMessages where the person sent the day's share already.

    With a ``call_id`` a repeated attempt finds the first one's row, whose state says what became of it.
    """
    if sent_since(user, channel, now - timedelta(days=1)) >= settings.MESSAGES_PER_DAY:
        raise TooManyMessages(f"At most {settings.MESSAGES_PER_DAY} messages of a kind leave in a day for one person.")
    try:
        with transaction.atomic():
            return OutboundMessage.objects.create(
                owner=user, channel=channel, state=State.SENDING, created_at=now, **fields
            )
    except IntegrityError:
        found = OutboundMessage.objects.filter(
            owner=user, channel=channel, call_id=fields.get("call_id"), account=fields.get("account")
        ).first()
        if found is None:
            raise
        return found


def carry_out(message: OutboundMessage, send: Callable[[], str], *, now: datetime) -> OutboundMessage:
    """Send it and keep its reference; a SendingFailed is kept with the row and raised."""
    if message.state == State.SENT:
        return message
    try:
        message.reference = send()[:500]
    except SendingFailed as error:
        message.state, message.error = State.FAILED, error.message[:300]
        message.save(update_fields=["state", "error"])
        raise
    message.state, message.sent_at = State.SENT, now
    message.save(update_fields=["state", "sent_at", "reference"])
    return message
