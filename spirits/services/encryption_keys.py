"""Make, rotate, rename and delete keys, and use them. No key ever leaves this module."""

import base64
import os
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from project.lib.errors import InvalidInput
from project.lib.secrets import seal, unseal
from spirits.errors import EncryptionKeyTaken, NotAuthentic
from spirits.locks import locked_key
from spirits.models import EncryptionKey
from spirits.models.encryption_key import KeyPurpose
from spirits.queries.encryption_keys import (
    MARK,
    get_key,
    get_key_in_use,
    get_key_version,
    keys_of,
    versions_going_with,
)
from spirits.rules.encryption_keys import MOST_KEYS, clean_key_name

NONCE = 12


@transaction.atomic
def create_key(*, user: User, name: str, purpose: str, now: datetime) -> EncryptionKey:
    """A fresh key of that name; EncryptionKeyTaken where the person has one."""
    name = clean_key_name(name)
    if keys_of(user).count() >= MOST_KEYS:
        raise InvalidInput.of("name", f"You have {MOST_KEYS} keys, and that is the most.")
    try:
        with transaction.atomic():
            return EncryptionKey.objects.create(
                owner=user, name=name, purpose=purpose, created_at=now, **_fresh(purpose)
            )
    except IntegrityError as error:
        raise _taken(name) from error


@transaction.atomic
def rotate_key(*, user: User, name: str, purpose: str, now: datetime) -> EncryptionKey:
    """A new version that is used from now on; what older versions made can still be opened and verified."""
    old = locked_key(user, get_key_in_use(user, name, purpose).pk)
    if old.retired_at is not None:
        return get_key_in_use(user, old.name, purpose)  # somebody rotated it at the same moment
    if keys_of(user).count() >= MOST_KEYS:
        raise InvalidInput.of("name", f"You have {MOST_KEYS} keys and versions, and that is the most.")
    old.retired_at = now
    old.save(update_fields=["retired_at"])
    return EncryptionKey.objects.create(
        owner=user, name=old.name, purpose=purpose, version=old.version + 1, created_at=now, **_fresh(purpose)
    )


@transaction.atomic
def rename_key(*, user: User, key_id: UUID, name: str) -> EncryptionKey:
    """The key with all its versions under another name; what they made opens as before, as it names them by id."""
    name = clean_key_name(name)
    key = locked_key(user, key_id)
    if name == key.name:
        return key
    try:
        with transaction.atomic():
            EncryptionKey.objects.filter(owner=user, name=key.name).update(name=name)
    except IntegrityError as error:
        raise _taken(name) from error
    return get_key(user, key_id)


@transaction.atomic
def delete_key(*, user: User, key_id: UUID) -> int:
    """How many versions are gone: an older one alone, the one in use with all of its name.

    What they encrypted stays closed for good, and what they signed is no longer verified here.
    """
    key = locked_key(user, key_id)
    return versions_going_with(key).delete()[0]


def encrypt(*, user: User, name: str, content: bytes, context: str, now: datetime) -> bytes:
    """The content so that only this person's key opens it, and only with the same context."""
    key = get_key_in_use(user, name, KeyPurpose.ENCRYPTION)
    nonce = os.urandom(NONCE)
    head = MARK + key.pk.bytes
    message = head + nonce + AESGCM(_secret(key)).encrypt(nonce, content, head + context.encode())
    _count_use(key, now)
    return message


def decrypt(*, user: User, message: bytes, context: str, now: datetime) -> tuple[bytes, EncryptionKey]:
    """What was encrypted, and the key that opened it; NotAuthentic where anything was changed."""
    head = len(MARK) + 16
    if not message.startswith(MARK) or len(message) < head + NONCE + 16:
        raise NotAuthentic("This is nothing that encryption_manager encrypted, or it was cut short.")
    key = get_key_version(user, UUID(bytes=message[len(MARK) : head]), KeyPurpose.ENCRYPTION)
    nonce, sealed = message[head : head + NONCE], message[head + NONCE :]
    try:
        content = AESGCM(_secret(key)).decrypt(nonce, sealed, message[:head] + context.encode())
    except InvalidTag as error:
        raise NotAuthentic("This was changed since it was encrypted, or belongs to another context.") from error
    _count_use(key, now)
    return content, key


def sign(*, user: User, name: str, content: bytes, now: datetime) -> tuple[bytes, EncryptionKey]:
    """A signature of the content, and the key it was made with."""
    key = get_key_in_use(user, name, KeyPurpose.SIGNING)
    signature = MARK + key.pk.bytes + _signer(key).sign(content)
    _count_use(key, now)
    return signature, key


def verify(*, user: User, content: bytes, signature: bytes, now: datetime) -> tuple[bool, EncryptionKey]:
    """Whether one of the person's keys signed exactly this content, and which."""
    head = len(MARK) + 16
    if not signature.startswith(MARK) or len(signature) != head + 64:
        raise NotAuthentic("This is no signature of encryption_manager.")
    key = get_key_version(user, UUID(bytes=signature[len(MARK) : head]), KeyPurpose.SIGNING)
    _count_use(key, now)
    try:
        _signer(key).public_key().verify(signature[head:], content)
    except InvalidSignature:
        return False, key
    return True, key


def public_half(key: EncryptionKey) -> str:
    """The public half of a signing key as PEM, for those who verify elsewhere."""
    return key.public_key or _public(_signer(key))


def _count_use(key: EncryptionKey, now: datetime) -> None:
    EncryptionKey.objects.filter(pk=key.pk).update(uses=F("uses") + 1, last_used_at=now)


def _taken(name: str) -> EncryptionKeyTaken:
    return EncryptionKeyTaken(f"You have a key named {name!r}.", fields={"name": ["Taken."]})


def _fresh(purpose: str) -> dict[str, str]:
    secret = os.urandom(32)
    is_signing = purpose == KeyPurpose.SIGNING
    return {
        "sealed": seal(base64.b64encode(secret).decode()),
        "public_key": _public(Ed25519PrivateKey.from_private_bytes(secret)) if is_signing else "",
    }


def _public(signer: Ed25519PrivateKey) -> str:
    return signer.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _secret(key: EncryptionKey) -> bytes:
    return base64.b64decode(unseal(key.sealed))


def _signer(key: EncryptionKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_secret(key))
