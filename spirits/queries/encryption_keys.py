"""The keys a person has."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from spirits.errors import EncryptionKeyNotFound
from spirits.models import EncryptionKey


def keys_of(user: User) -> QuerySet[EncryptionKey]:
    """The person's keys by name, all versions, newest first."""
    return EncryptionKey.objects.filter(owner=user).order_by("name", "-version")


def get_key_in_use(user: User, name: str, purpose: str) -> EncryptionKey:
    """The newest version of the person's key of that name and purpose, or EncryptionKeyNotFound."""
    found = keys_of(user).filter(name=name, purpose=purpose, retired_at=None).first()
    if found is None:
        raise EncryptionKeyNotFound(f"You have no {purpose} key named {name!r}. Make one with the action create_key.")
    return found


def get_key_version(user: User, key_id: UUID, purpose: str) -> EncryptionKey:
    """That version of one of the person's keys, or EncryptionKeyNotFound."""
    found = keys_of(user).filter(pk=key_id, purpose=purpose).first()
    if found is None:
        raise EncryptionKeyNotFound
    return found
