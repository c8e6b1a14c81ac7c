"""How a person wants to be told."""

import secrets
from base64 import urlsafe_b64decode
from binascii import Error as BadBase64
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.db import transaction

from accounts.models import Channel, NotificationSettings, PushSubscription, User
from accounts.notices import notice_kinds
from project.lib.errors import InvalidInput, NotFound
from project.lib.secrets import seal

MOST_BROWSERS = 20
POINT_BYTES = 65
AUTH_BYTES = 16


@transaction.atomic
def choose_channels(*, user: User, choices: Mapping[str, Sequence[str]]) -> NotificationSettings:
    """Set the ways of the given kinds; kinds that are not named stay. InvalidInput names an unknown kind or way."""
    kinds = notice_kinds()
    for kind, channels in choices.items():
        if kind not in kinds:
            raise InvalidInput.of(kind[:40], "There is no such kind of notification.")
        if not set(channels) <= set(Channel.values):
            raise InvalidInput.of(kind, f"Expected some of {', '.join(Channel.values)}.")
    chosen = _locked(user)
    chosen.choices = {**chosen.choices, **{kind: sorted(set(given)) for kind, given in choices.items()}}
    chosen.save(update_fields=["choices"])
    return chosen


@transaction.atomic
def set_quiet_hours(*, user: User, quiet_from: time | None, quiet_until: time | None) -> NotificationSettings:
    """Between the two times of the person's zone nothing leaves the site, unless urgent; two Nones end that."""
    if (quiet_from is None) != (quiet_until is None):
        raise InvalidInput.of("quiet_until" if quiet_until is None else "quiet_from", "Give both times, or neither.")
    if quiet_from is not None and quiet_from == quiet_until:
        raise InvalidInput.of("quiet_until", "Must differ from the start.")
    chosen = _locked(user)
    chosen.quiet_from, chosen.quiet_until = quiet_from, quiet_until
    chosen.save(update_fields=["quiet_from", "quiet_until"])
    return chosen


@transaction.atomic
def set_webhook(*, user: User, url: str) -> str:
    """Send web hooks to this address from now on; returns the new secret that signs them, shown this once.

    An empty address ends it and returns "". The signature is the header X-Daimon-Signature: ``sha256=`` and the
    HMAC-SHA256 of the body.
    """
    chosen = _locked(user)
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise InvalidInput.of("url", "Must begin with https:// or http://.")
    secret = secrets.token_urlsafe(32) if url else ""
    chosen.webhook_url, chosen.sealed_webhook_secret = url, seal(secret) if url else ""
    chosen.save(update_fields=["webhook_url", "sealed_webhook_secret"])
    return secret


def subscribe_push(*, user: User, endpoint: str, public_key: str, auth_secret: str, at: datetime) -> PushSubscription:
    """Remember a browser. Its keys are checked now, so that a message can always be sealed for it (RFC 8291)."""
    if urlsplit(endpoint).scheme != "https":
        raise InvalidInput.of("endpoint", "A push service has an https address.")
    _checked_key(public_key)
    if len(_bytes("auth_secret", auth_secret)) != AUTH_BYTES:
        raise InvalidInput.of("auth_secret", "Expected 16 bytes in URL-safe base64.")
    if PushSubscription.objects.filter(user=user).exclude(endpoint=endpoint).count() >= MOST_BROWSERS:
        raise InvalidInput.of("endpoint", f"You have {MOST_BROWSERS} browsers, and that is the most.")
    kept, _ = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={"user": user, "public_key": public_key, "auth_secret": auth_secret, "created_at": at},
    )
    return kept


def unsubscribe_push(*, user: User, subscription_id: UUID) -> None:
    """Forget one of the person's browsers, or NotFound."""
    if not PushSubscription.objects.filter(user=user, pk=subscription_id).delete()[0]:
        raise NotFound("There is no such browser.")


def _locked(user: User) -> NotificationSettings:
    NotificationSettings.objects.get_or_create(user=user)
    return NotificationSettings.objects.select_for_update().get(user=user)


def _checked_key(public_key: str) -> None:
    point = _bytes("public_key", public_key)
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError as error:
        raise InvalidInput.of("public_key", "Expected a point of the curve P-256 in URL-safe base64.") from error
    if len(point) != POINT_BYTES:
        raise InvalidInput.of("public_key", "Expected an uncompressed point.")


def _bytes(field: str, written: str) -> bytes:
    try:
        return urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except (BadBase64, ValueError) as error:
        raise InvalidInput.of(field, "Is not URL-safe base64.") from error
