"""Carry one notification out of the site. Called by the queue; a repeated call sends nothing again."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import Channel, Notification, NotificationDelivery, PushSubscription
from accounts.queries.notifications import settings_of
from accounts.services.notifications.push import push_to
from project.lib.http import Limits, close_pools, outbound
from project.lib.secrets import unseal

SECONDS = 15.0
LARGEST_ANSWER = 100_000


class DeliveryRefused(Exception):
    """The far end refused for good; trying again would not help."""


def deliver(*, delivery_id: UUID, at: datetime) -> str:
    """Send it unless that was done; returns the state it has then. Errors that may heal are raised, for a later try."""
    delivery = (
        NotificationDelivery.objects.select_related("notification__user")
        .filter(pk=delivery_id, state=NotificationDelivery.State.WAITING)
        .first()
    )
    if delivery is None:
        return "done"
    try:
        WAYS[delivery.channel](delivery)
    except DeliveryRefused as refusal:
        delivery.state, delivery.error = NotificationDelivery.State.FAILED, str(refusal)[:300]
    else:
        delivery.state, delivery.sent_at = NotificationDelivery.State.SENT, at
    delivery.save(update_fields=["state", "sent_at", "error"])
    return delivery.state


def _email(delivery: NotificationDelivery) -> None:
    told = delivery.notification
    if not settings.HAS_MAIL:
        raise DeliveryRefused("No mail server is set up: the operator sets EMAIL_URL.")
    lines = [told.body, f"{settings.PUBLIC_URL}{told.link}" if told.link else ""]
    EmailMessage(
        subject=told.title,
        body="\n\n".join(line for line in lines if line) or told.title,
        to=[told.user.email],
        headers={"Message-ID": f"<{delivery.pk}@daimon>"},  # a repeated mail is recognised by the person's server
    ).send()


def _webhook(delivery: NotificationDelivery) -> None:
    chosen = settings_of(delivery.notification.user)
    if not chosen.webhook_url:
        raise DeliveryRefused("The web hook's address was taken away.")
    body = json.dumps(as_data(delivery.notification)).encode()
    secret = unseal(chosen.sealed_webhook_secret)
    headers = {
        "Content-Type": "application/json",
        "X-Daimon-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
        "X-Daimon-Delivery": str(delivery.pk),
    }
    status = asyncio.run(_posted(chosen.webhook_url, body, headers))
    if status == 429 or status >= 500:
        raise ConnectionError(f"The web hook answered {status}.")
    if not 200 <= status < 300:
        raise DeliveryRefused(f"The web hook answered {status}.")


async def _posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    limits = Limits(total_seconds=SECONDS, max_bytes=LARGEST_ANSWER)
    try:
        async with outbound(limits=limits).stream("POST", url, body=body, headers=headers) as answer:
            return answer.status
    finally:
        await close_pools()


def _push(delivery: NotificationDelivery) -> None:
    told = delivery.notification
    browsers = list(PushSubscription.objects.filter(user=told.user))
    message = {"title": told.title, "body": told.body[:500], "link": told.link or "/"}
    gone = asyncio.run(push_to(browsers, message))
    PushSubscription.objects.filter(pk__in=[browser.pk for browser in gone]).delete()
    if len(gone) == len(browsers):
        raise DeliveryRefused("No browser is subscribed any more.")


def as_data(told: Notification) -> dict[str, str]:
    """What a web hook is sent."""
    return {
        "id": str(told.pk),
        "kind": told.kind,
        "title": told.title,
        "body": told.body,
        "link": f"{settings.PUBLIC_URL}{told.link}" if told.link else "",
        "created_at": told.created_at.isoformat(),
    }


WAYS: dict[str, Callable[[NotificationDelivery], None]] = {
    Channel.EMAIL: _email,
    Channel.WEBHOOK: _webhook,
    Channel.PUSH: _push,
}
