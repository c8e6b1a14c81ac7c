"""Who is calling, for doors outside Django's request cycle: the ASGI edge asks here."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from allauth.headless.tokens.strategies.jwt.internal import validate_access_token
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare

from accounts.models import User


@dataclass(frozen=True)
class AuthenticatedCaller:
    """A person, known by a session cookie or a bearer token."""

    user: User


def authenticate_scope(scope: dict[str, Any]) -> AuthenticatedCaller | None:
    """The caller of an ASGI request, or None. A bad token is not saved by a good cookie."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    authorization = headers.get("authorization", "")
    if authorization:
        return _by_token(authorization)
    return _by_cookie(headers.get("cookie", ""))


def _by_token(authorization: str) -> AuthenticatedCaller | None:
    scheme, _, token = authorization.partition(" ")
    found = validate_access_token(token.strip()) if scheme.lower() == "bearer" else None
    return AuthenticatedCaller(found[0]) if found and found[0].is_active else None


def _by_cookie(raw: str) -> AuthenticatedCaller | None:
    try:
        cookie = SimpleCookie(raw).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if cookie is None:
        return None
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(cookie.value)
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        user = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    except (ValidationError, ValueError):
        return None
    if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return AuthenticatedCaller(user)
