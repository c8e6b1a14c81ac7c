"""Who is calling, remembered in Redis for some seconds, so that recognising them again asks no database.

A copy lives four seconds, like those of sessions: whatever was revoked or switched off is refused after that, also when
nobody could tell the cache.
"""

from datetime import datetime
from uuid import UUID

from accounts.models import ApiKey, User
from accounts.queries.notifications import unread_count
from project.ops.cache.copies import Copies

SECONDS = 4
_people: Copies[User] = Copies("person", seconds=SECONDS)
_keys: Copies[ApiKey] = Copies("api_key", seconds=SECONDS)
_unread: Copies[int] = Copies("unread", seconds=60)


def active_person(pk: UUID | str) -> User | None:
    """The person, when they may sign in."""
    return _people.get(str(pk), lambda: User.objects.filter(pk=pk, is_active=True).first())


def live_key(key_hash: str, *, at: datetime) -> ApiKey | None:
    """The key of that digest, when it is neither revoked nor expired."""
    found = _keys.get(key_hash, lambda: ApiKey.objects.live_at(at).filter(key_hash=key_hash).first())
    return found if found and (found.expires_at is None or found.expires_at > at) else None


def keep_key(key: ApiKey) -> None:
    """Remember the key as it is now."""
    _keys.put(key.key_hash, key)


def forget_person(pk: UUID) -> None:
    """Read the row next time."""
    _people.forget(str(pk))


def forget_key(key_hash: str) -> None:
    """Read the row next time."""
    _keys.forget(key_hash)


def unread_of(user_id: UUID) -> int:
    """How many notifications that person has not read, counted up to 100."""
    return _unread.get(str(user_id), lambda: unread_count(user_id)) or 0


def forget_unread(user_id: UUID) -> None:
    """Count anew next time."""
    _unread.forget(str(user_id))
