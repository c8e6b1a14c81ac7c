"""Short messages through a gateway that speaks Twilio's Messages API (2010-04-01)."""

from base64 import b64encode
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings

from accounts.models import User
from project.lib.http import Credential
from spirits.models import OutboundMessage
from spirits.rules.mails import short_message_parts
from spirits.services.messages.calling import called
from spirits.services.messages.ledger import carry_out, open_message
from spirits.tools.errors import ToolUnavailable

HOW_TO_SET_UP = (
    "No short-message gateway is set up. The operator sets SMS_URL (Twilio's or a compatible one), SMS_ACCOUNT, SMS_TOKEN "
    "and SMS_FROM."
)


def cost_of(text: str) -> tuple[int, int]:
    """How many short messages the text is charged as, and what they cost in cents."""
    parts = short_message_parts(text)
    return parts, parts * settings.SMS_CENTS


def send_sms(*, user: User, number: str, text: str, now: datetime, call_id: UUID | None = None) -> OutboundMessage:
    """The message as the gateway took it; ``number`` in E.164 form. ToolUnavailable where no gateway is set up."""
    if not (settings.SMS_URL and settings.SMS_ACCOUNT and settings.SMS_TOKEN and settings.SMS_FROM):
        raise ToolUnavailable(HOW_TO_SET_UP)
    parts, cents = cost_of(text)
    message = open_message(
        user=user,
        channel=OutboundMessage.Channel.SMS,
        recipients=[number],
        body=text,
        parts=parts,
        cost_cents=cents,
        call_id=call_id,
        now=now,
    )

    def send() -> str:
        account = quote(settings.SMS_ACCOUNT, safe="")
        url = f"{settings.SMS_URL.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        secret = b64encode(f"{settings.SMS_ACCOUNT}:{settings.SMS_TOKEN}".encode()).decode()
        answer = called(
            "The short-message gateway",
            "POST",
            url,
            body=urlencode({"To": number, "From": settings.SMS_FROM, "Body": text}).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            credential=Credential(url, {"Authorization": f"Basic {secret}"}),
        )
        return str(answer.get("sid", "")) if isinstance(answer, dict) else ""

    return carry_out(message, send, now=now)
