"""Who is calling, for every door: a page's session, a bearer token of the headless sign-in, or an API key.

``authenticate_scope`` is for the ASGI edge; the REST framework's classes in accounts.api.authentication use the same parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from allauth.headless.tokens.strategies.jwt.internal import decode_token, session_key_from_sid
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http.cookie import parse_cookie
from django.utils.crypto import constant_time_compare

from accounts.copies import active_person, live_key
from accounts.errors import SecondFactorNeeded
from accounts.key_policy import require_keys
from accounts.models import ApiKey, User
from accounts.queries.impersonation import seen_as
from accounts.queries.second_factor import lacks_second_factor
from accounts.rules.scopes import is_allowed
from accounts.services.api_keys import PREFIX, note_key_use
from accounts.services.device_sessions import is_news, note_use
from accounts.sessions import SessionStore
from project.lib.addresses import client_address
from project.lib.clock import now
from project.lib.tokens import digest

LONGEST_CREDENTIAL = 4096


class Means(StrEnum):
    """By what a caller was recognised."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a word, no secret
    API_KEY = "api_key"


@dataclass(frozen=True)
class AuthenticatedCaller:
    """A caller who may sign in at this moment."""

    user: User
    means: Means
    session: SessionStore | None = None
    api_key: ApiKey | None = None

    @property
    def session_id(self) -> UUID | None:
        """The id of the DeviceSession, when the caller is a person."""
        return self.session.device_id if self.session else None

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes of the key; None for a person, who needs none."""
        return frozenset(self.api_key.scopes) if self.api_key else None

    def may(self, group: str, method: str) -> bool:
        """Whether this caller may send a request of that method to that group of endpoints."""
        return is_allowed(scopes=self.scopes, group=group, method=method)


def authenticate_scope(scope: Mapping[str, Any]) -> AuthenticatedCaller | None:
    """The caller of an ASGI scope, or None when nobody valid is named.

    An Authorization (or X-API-Key) header decides alone when there is one; otherwise the session cookie does. Reads the
    database: call it through ``sync_to_async``. CSRF is not checked: a door that lets ``means == "session"`` change
    something must check the Origin itself. Ask ``caller.may(group, method)`` before serving a key. Raises
    CallerRefused for somebody who must have a second factor and has none, and for keys of a plan without them.
    """
    headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    if caller := _caller(headers):
        peer = (scope.get("client") or ("",))[0]
        notice(
            caller,
            address=client_address(
                peer=peer, forwarded_for=headers.get(b"x-forwarded-for", ""), trusted=settings.TRUSTED_PROXIES
            ),
            agent=headers.get(b"user-agent", ""),
        )
    return caller


def _caller(headers: Mapping[bytes, str]) -> AuthenticatedCaller | None:
    if key := headers.get(b"x-api-key"):
        return caller_of_api_key(key.strip())
    if (authorization := headers.get(b"authorization")) is not None:
        return caller_of_authorization(authorization)
    return caller_of_session(_session_cookie(headers.get(b"cookie", "")))


def notice(caller: AuthenticatedCaller, *, address: str, agent: str) -> None:
    """Record where and when the session or key was used, at most once a minute."""
    at = now()
    if caller.api_key is not None:
        note_key_use(key=caller.api_key, at=at)
    elif caller.session is not None and caller.session.session_key and is_news(caller.session, at=at):
        note_use(session_key=caller.session.session_key, address=address or None, agent=agent, at=at)


def caller_of_authorization(header: str) -> AuthenticatedCaller | None:
    """The caller named by an Authorization header: ``Bearer`` with an API key or an access token."""
    scheme, _, credential = header.partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential or len(credential) > LONGEST_CREDENTIAL:
        return None
    return caller_of_api_key(credential) if credential.startswith(PREFIX) else caller_of_token(credential)


def caller_of_api_key(secret: str) -> AuthenticatedCaller | None:
    """The owner of a live key; CallerRefused when they lack a second factor they must have, or a plan with keys."""
    if not secret.startswith(PREFIX) or len(secret) > LONGEST_CREDENTIAL:
        return None
    key = live_key(digest(secret), at=now())
    user = active_person(key.user_id) if key else None
    if user is not None and lacks_second_factor(user):
        raise SecondFactorNeeded
    if user is not None:
        require_keys(user)
    return AuthenticatedCaller(user=user, means=Means.API_KEY, api_key=key) if user else None


def caller_of_token(token: str) -> AuthenticatedCaller | None:
    """The person an access token was made for, while the session it was made in lives."""
    payload = decode_token(token, "access")
    key = session_key_from_sid(payload["sid"]) if payload else None
    found = _signed_in(key, Means.TOKEN) if key else None
    return found if found and payload and str(found.user.pk) == payload["sub"] else None


def caller_of_session(session_key: str) -> AuthenticatedCaller | None:
    """The person signed in by that session key."""
    return _signed_in(session_key, Means.SESSION)


def _signed_in(session_key: str, means: Means) -> AuthenticatedCaller | None:
    if not 8 <= len(session_key) <= 64 or not session_key.isalnum():
        return None
    session = SessionStore(session_key)
    user_id = session.get(SESSION_KEY)
    user = active_person(user_id) if user_id else None
    if user is None or not _has_current_password(user, session.get(HASH_SESSION_KEY, "")):
        return None
    if lacks_second_factor(user):
        raise SecondFactorNeeded
    if means is Means.SESSION and (person := seen_as(session, user, at=now())):
        user = person  # staff look at the site as this person; cookies open nothing but reading here
    return AuthenticatedCaller(user=user, means=means, session=session)


def _has_current_password(user: User, session_hash: str) -> bool:
    """Whether the session was signed in with the password the person has now."""
    known = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, each) for each in known)


def _session_cookie(header: str) -> str:
    return str(parse_cookie(header).get(settings.SESSION_COOKIE_NAME, ""))
