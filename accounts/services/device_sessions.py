"""Note that a device is in use, and sign devices out."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import caches
from django.db.models import F
from django.db.models.functions import Least

from accounts.models import DeviceSession, User
from accounts.models.device_session import LONGEST_AGENT, DeviceSessionQuerySet
from project.lib.errors import NotFound
from project.lib.tokens import digest

SECONDS_BETWEEN_SIGHTINGS = 60


def is_news(session: SessionBase, *, at: datetime) -> bool:
    """Whether the last note of this session's use is missing or older than a minute."""
    seen = getattr(session, "seen_at", None)
    return seen is None or (at - seen).total_seconds() >= SECONDS_BETWEEN_SIGHTINGS


def note_use(*, session_key: str, address: str | None, agent: str, at: datetime) -> None:
    """Record where and when the session was used, and extend it up to its end."""
    idle_at = at + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    DeviceSession.objects.live_at(at).filter(key_hash=digest(session_key)).update(
        address=address,
        agent=agent[:LONGEST_AGENT].replace("\x00", ""),
        last_seen_at=at,
        expires_at=Least(F("ends_at"), idle_at),
    )
    caches["sessions"].delete(digest(session_key))


def revoke_session(*, user: User, session_id: UUID, at: datetime) -> None:
    """Sign one of that person's devices out; NotFound when it is not theirs or over."""
    if not _revoke(DeviceSession.objects.live_at(at).filter(user=user, pk=session_id), at):
        raise NotFound


def revoke_all_sessions(*, user: User, at: datetime, except_key: str | None = None) -> int:
    """Sign all of that person's devices out, but for one; how many there were."""
    chosen = DeviceSession.objects.live_at(at).filter(user=user)
    if except_key:
        chosen = chosen.exclude(key_hash=digest(except_key))
    return _revoke(chosen, at)


def revoke_by_key(*, session_key: str, at: datetime) -> bool:
    """End the session of that key; whether it was live."""
    return bool(_revoke(DeviceSession.objects.live_at(at).filter(key_hash=digest(session_key)), at))


def _revoke(chosen: DeviceSessionQuerySet, at: datetime) -> int:
    hashes = list(chosen.values_list("key_hash", flat=True))
    ended = DeviceSession.objects.filter(key_hash__in=hashes, revoked_at__isnull=True).update(revoked_at=at, data="")
    caches["sessions"].delete_many(hashes)
    return ended
