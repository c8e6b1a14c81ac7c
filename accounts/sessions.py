"""The session engine: every Django session is a DeviceSession row; caches hold a copy for some seconds.

A copy lives for COPY_SECONDS, so a revoked session is refused everywhere after that at the latest, whatever Redis does:
a flushed, stopped or revived cache can neither end nor revive one.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.core.cache import BaseCache, caches
from django.db import IntegrityError, transaction

from accounts.models import DeviceSession
from project.lib.clock import now
from project.lib.tokens import digest

COPY_SECONDS = 4
COPIED = ("id", "data", "last_seen_at", "address")


def copies() -> BaseCache:
    """The cache that holds copies of session rows."""
    return caches["sessions"]


class SessionStore(SessionBase):
    """Django's session interface over DeviceSession."""

    def load(self) -> dict[str, Any]:
        """The session's data; a session that is absent, revoked or over is empty and loses its key."""
        key_hash = digest(self.session_key or "")
        found = copies().get(key_hash)
        if found is None:
            row = DeviceSession.objects.live_at(now()).filter(key_hash=key_hash).values(*COPIED).first()
            if row is None:
                self._session_key = None
                return {}
            found = row
            copies().set(key_hash, found, timeout=COPY_SECONDS)
        self.device_id = found["id"]
        self.seen_at: datetime | None = found["last_seen_at"] if found["address"] else None
        return self.decode(found["data"])

    def exists(self, session_key: str) -> bool:
        """Whether there is a row of that key, live or not."""
        return DeviceSession.objects.filter(key_hash=digest(session_key)).exists()

    def create(self) -> None:
        """A new row under a fresh key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # the stubs leave it out
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the data; a session revoked meanwhile stays revoked (UpdateError)."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        key_hash = digest(self.session_key)
        written = {"data": self.encode(data), "user_id": data.get(SESSION_KEY)}
        if must_create:
            self._insert(key_hash, written)
        elif not DeviceSession.objects.live_at(now()).filter(key_hash=key_hash).update(**written):
            raise UpdateError
        copies().delete(key_hash)
        return None

    def _insert(self, key_hash: str, written: dict[str, Any]) -> None:
        at = now()
        ends_at = at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        idle_at = at + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        try:
            with transaction.atomic():
                DeviceSession.objects.create(
                    key_hash=key_hash,
                    created_at=at,
                    last_seen_at=at,
                    expires_at=min(idle_at, ends_at),
                    ends_at=ends_at,
                    **written,
                )
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """Forget the row: sign-out, or the old key after a sign-in."""
        if key := session_key or self.session_key:
            DeviceSession.objects.filter(key_hash=digest(key)).delete()
            copies().delete(digest(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what is over; revoked rows are kept for a month as evidence."""
        at = now()
        DeviceSession.objects.filter(expires_at__lte=at).delete()
        DeviceSession.objects.filter(revoked_at__lte=at - timedelta(days=30)).delete()
