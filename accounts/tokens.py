"""The headless sign-in's tokens: a refresh token works once, and a second use ends the whole session."""

import structlog
from allauth.headless.tokens.strategies.jwt.internal import decode_token, session_key_from_sid
from allauth.headless.tokens.strategies.jwt.strategy import JWTTokenStrategy
from django.core.cache import caches
from django.db import transaction

from accounts.models import DeviceSession
from accounts.services.device_sessions import revoke_by_key
from project.lib.clock import now
from project.lib.tokens import digest

log = structlog.get_logger(__name__)


class RotatingTokens(JWTTokenStrategy):
    """Refresh tokens rotate. Whoever shows a used one, thief or victim, ends the session for both."""

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        """A new access and refresh token, or None; two uses of one token at the same time are one use and one reuse."""
        payload = decode_token(refresh_token, "refresh")
        key = session_key_from_sid(payload["sid"]) if payload else None
        if not key:
            return None
        with transaction.atomic():
            is_live = DeviceSession.objects.select_for_update().live_at(now()).filter(key_hash=digest(key)).exists()
            caches["sessions"].delete(digest(key))  # decide on the row, not on a copy of it
            fresh: tuple[str, str] | None = super().refresh_token(refresh_token) if is_live else None
        if fresh is None and is_live:
            revoke_by_key(session_key=key, at=now())
            log.warning("refresh_token_reused", user_id=payload["sub"] if payload else "")
        return fresh
