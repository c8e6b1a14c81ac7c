"""The keys a person has, and what only they open."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from spirits.blobs import read_beginning
from spirits.errors import EncryptionKeyNotFound
from spirits.models import EncryptionKey
from spirits.queries.workspace import every_file_of

MARK = b"DMN1"  # what encryption_manager writes begins with it and the key's id
HEAD = 28  # characters of base64 that hold both


@dataclass(frozen=True)
class NamedKey:
    """A key as a person thinks of it: the version in use, and the older ones, newest first."""

    current: EncryptionKey
    older: list[EncryptionKey]

    @property
    def uses(self) -> int:
        """How often any of its versions was used."""
        return sum(each.uses for each in (self.current, *self.older))

    @property
    def last_used_at(self) -> datetime | None:
        """When one of its versions was used last."""
        return max((each.last_used_at for each in (self.current, *self.older) if each.last_used_at), default=None)


def keys_of(user: User) -> QuerySet[EncryptionKey]:
    """The person's keys by name, all versions, newest first."""
    return EncryptionKey.objects.filter(owner=user).order_by("name", "-version")


def named_keys_of(user: User) -> list[NamedKey]:
    """The same, each with its older versions; in one query."""
    grouped = (list(versions) for _, versions in groupby(keys_of(user), key=lambda each: each.name))
    return [NamedKey(versions[0], versions[1:]) for versions in grouped]


def get_key(user: User, key_id: UUID) -> EncryptionKey:
    """One version of one of the person's keys, or EncryptionKeyNotFound."""
    found = keys_of(user).filter(pk=key_id).first()
    if found is None:
        raise EncryptionKeyNotFound
    return found


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


def versions_going_with(key: EncryptionKey) -> QuerySet[EncryptionKey]:
    """What is deleted with a key: an older version goes alone, the one in use with all of its name."""
    rows = EncryptionKey.objects.filter(owner=key.owner_id)
    return (rows.filter(name=key.name) if key.is_in_use else rows.filter(pk=key.pk)).order_by("-version")


def files_opened_by(user: User, keys: Iterable[EncryptionKey]) -> list[str]:
    """Paths of the person's workspace files, the trash too, that encryption_manager wrote with one of these keys."""
    heads = {MARK + each.pk.bytes for each in keys if each.purpose == "encryption"}
    if not heads:
        return []
    found = []
    for path, digest in every_file_of(user).filter(size__gte=HEAD).values_list("path", "sha256"):
        beginning = read_beginning(user.pk, digest, HEAD)
        if beginning.startswith(base64.b64encode(MARK)[:5]) and _head(beginning) in heads:
            found.append(path)
    return found


def _head(beginning: bytes) -> bytes:
    try:
        return base64.b64decode(beginning, altchars=b"-_", validate=True)[: len(MARK) + 16]
    except ValueError:
        return b""
