"""Whether a session's person proved lately that it is them."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from accounts.rules.recency import proved_lately

RECORDS = "account_authentication_methods"  # allauth's own list of sign-ins and confirmations


def has_recent_proof(session: SessionBase, *, at: datetime) -> bool:
    """True within ACCOUNT_REAUTHENTICATION_TIMEOUT of a sign-in or a confirmation in this session."""
    return proved_lately(session.get(RECORDS, []), at=at, within_seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
