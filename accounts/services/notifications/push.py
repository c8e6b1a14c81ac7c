"""Web push: a message sealed for one browser (RFC 8291, RFC 8188) and signed by this site (VAPID, RFC 8292)."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from accounts.models import PushSubscription
from project.lib.clock import now
from project.lib.http import Credential, Limits, close_pools, origin_of, outbound

RECORD_BYTES = 4096
LONGEST_MESSAGE = 3000
KEPT_SECONDS = 86_400  # how long the push service keeps a message for a browser that is away
SECONDS = 15.0
# The order of P-256 (SEC 2, 2.4.2): a private key is a number from 1 to one less.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
GONE = frozenset({404, 410})


def site_key() -> EllipticCurvePrivateKey:
    """The key that names this site to push services, always the same for one SECRET_KEY."""
    seed = HKDF(SHA256(), 48, None, b"daimon web push").derive(settings.SECRET_KEY.encode())
    return derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, SECP256R1())


def public_site_key() -> str:
    """What a browser needs to subscribe (``applicationServerKey``), URL-safe base64."""
    return _text(_point(site_key().public_key()))


def sealed_for(browser: PushSubscription, content: bytes) -> bytes:
    """The content as one aes128gcm record that only the browser opens; at most 3,000 bytes."""
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(browser.public_key))
    ours = generate_private_key(SECP256R1())
    salt = os.urandom(16)
    info = b"WebPush: info\0" + _point(theirs) + _point(ours.public_key())
    secret = HKDF(SHA256(), 32, _bytes(browser.auth_secret), info).derive(ours.exchange(ECDH(), theirs))
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
    sealed = AESGCM(key).encrypt(nonce, content[:LONGEST_MESSAGE] + b"\x02", None)
    sender = _point(ours.public_key())
    return salt + RECORD_BYTES.to_bytes(4) + bytes([len(sender)]) + sender + sealed


async def push_to(browsers: Sequence[PushSubscription], message: dict[str, Any]) -> list[PushSubscription]:
    """Send to each browser; returns those that are gone for good. Raises ConnectionError when none could be reached."""
    content = json.dumps(message, ensure_ascii=False).encode()
    gone, reached = [], 0
    try:
        for browser in browsers:
            status = await _sent(browser, sealed_for(browser, content))
            if status in GONE:
                gone.append(browser)
            reached += status < 300
    finally:
        await close_pools()
    if browsers and not reached and len(gone) < len(browsers):
        raise ConnectionError("No push service took the message.")
    return gone


async def _sent(browser: PushSubscription, body: bytes) -> int:
    origin = origin_of(browser.endpoint)
    claims = {"aud": origin, "exp": int((now() + timedelta(hours=12)).timestamp()), "sub": _contact()}
    token = jwt.encode(claims, site_key(), algorithm="ES256")
    credential = Credential(browser.endpoint, {"Authorization": f"vapid t={token}, k={public_site_key()}"})
    headers = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(KEPT_SECONDS)}
    client = outbound(limits=Limits(total_seconds=SECONDS, max_bytes=100_000), credential=credential)
    async with client.stream("POST", browser.endpoint, body=body, headers=headers) as answer:
        return answer.status


def _contact() -> str:
    return settings.PUBLIC_URL or "mailto:" + settings.DEFAULT_FROM_EMAIL.partition("<")[2].rstrip(">")


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))
