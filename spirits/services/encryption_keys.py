"""Make and rotate keys, and use them. No key ever leaves this module."""

import base64
import os
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from project.lib.secrets import seal, unseal
from spirits.errors import EncryptionKeyTaken, NotAuthentic
from spirits.models import EncryptionKey
from spirits.models.encryption_key import KeyPurpose
from spirits.queries.encryption_keys import get_key_in_use, get_key_version, keys_of

MOST_KEYS = 200
MARK = b"DMN1"
NONCE = 12


@transaction.atomic
def create_key(*, user: User, name: str, purpose: str, now: datetime) -> EncryptionKey:
    """A fresh key of that name; EncryptionKeyTaken where the person has one."""
    if keys_of(user).count() >= MOST_KEYS:
        raise InvalidInput.of("name", f"You have {MOST_KEYS} keys, and that is the most.")
    try:
        with transaction.atomic():
            return EncryptionKey.objects.create(owner=user, name=name, purpose=purpose, sealed=_fresh(), created_at=now)
    except IntegrityError as error:
        raise EncryptionKeyTaken(f"You have a key named {name!r}.", fields={"name": ["Taken."]}) from error


@transaction.atomic
def rotate_key(*, user: User, name: str, purpose: str, now: datetime) -> EncryptionKey:
    """A new version that is used from now on; what older versions made can still be opened and verified."""
    old = get_key_in_use(user, name, purpose)
    locked = EncryptionKey.objects.select_for_update().get(pk=old.pk)
    if locked.retired_at is not None:
        return get_key_in_use(user, name, purpose)  # somebody rotated it at the same moment
    if keys_of(user).count() >= MOST_KEYS:
        raise InvalidInput.of("name", f"You have {MOST_KEYS} keys and versions, and that is the most.")
    locked.retired_at = now
    locked.save(update_fields=["retired_at"])
    return EncryptionKey.objects.create(
        owner=user, name=name, purpose=purpose, version=old.version + 1, sealed=_fresh(), created_at=now
    )


def encrypt(*, user: User, name: str, content: bytes, context: str) -> bytes:
    """The content so that only this person's key opens it, and only with the same context."""
    key = get_key_in_use(user, name, KeyPurpose.ENCRYPTION)
    nonce = os.urandom(NONCE)
    head = MARK + key.pk.bytes
    return head + nonce + AESGCM(_secret(key)).encrypt(nonce, content, head + context.encode())


def decrypt(*, user: User, message: bytes, context: str) -> tuple[bytes, EncryptionKey]:
    """What was encrypted, and the key that opened it; NotAuthentic where anything was changed."""
    head = len(MARK) + 16
    if not message.startswith(MARK) or len(message) < head + NONCE + 16:
        raise NotAuthentic("This is nothing that encryption_manager encrypted, or it was cut short.")
    key = get_key_version(user, UUID(bytes=message[len(MARK) : head]), KeyPurpose.ENCRYPTION)
    nonce, sealed = message[head : head + NONCE], message[head + NONCE :]
    try:
        return AESGCM(_secret(key)).decrypt(nonce, sealed, message[:head] + context.encode()), key
    except InvalidTag as error:
        raise NotAuthentic("This was changed since it was encrypted, or belongs to another context.") from error


def sign(*, user: User, name: str, content: bytes) -> tuple[bytes, EncryptionKey]:
    """A signature of the content, and the key it was made with."""
    key = get_key_in_use(user, name, KeyPurpose.SIGNING)
    return MARK + key.pk.bytes + _signer(key).sign(content), key


def verify(*, user: User, content: bytes, signature: bytes) -> tuple[bool, EncryptionKey]:
    """Whether one of the person's keys signed exactly this content, and which."""
    head = len(MARK) + 16
    if not signature.startswith(MARK) or len(signature) != head + 64:
        raise NotAuthentic("This is no signature of encryption_manager.")
    key = get_key_version(user, UUID(bytes=signature[len(MARK) : head]), KeyPurpose.SIGNING)
    try:
        _signer(key).public_key().verify(signature[head:], content)
    except InvalidSignature:
        return False, key
    return True, key


def public_half(key: EncryptionKey) -> str:
    """The public half of a signing key as PEM, for those who verify elsewhere."""
    return _signer(key).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _fresh() -> str:
    return seal(base64.b64encode(os.urandom(32)).decode())


def _secret(key: EncryptionKey) -> bytes:
    return base64.b64decode(unseal(key.sealed))


def _signer(key: EncryptionKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_secret(key))
