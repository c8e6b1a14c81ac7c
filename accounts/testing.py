"""People for the tests of every app."""

from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from accounts.models import ApiKey, User
from accounts.rules.scopes import SCOPES
from accounts.services.api_keys import make_api_key
from accounts.sessions import SessionStore
from project.lib.clock import now

PASSWORD = "correct horse battery"  # noqa: S105 - a password of tests
_numbers = count(1)


def make_user(email: str = "", password: str = PASSWORD, **fields: Any) -> User:
    """A person who can sign in with ``password``; the address is made up when none is given."""
    return User.objects.create_user(email or f"person{next(_numbers)}@example.org", password, **fields)


def make_staff(email: str = "", password: str = PASSWORD, **fields: Any) -> User:
    """A person who may do everything in the admin."""
    return make_user(
        email or f"staff{next(_numbers)}@example.org", password, is_staff=True, is_superuser=True, **fields
    )


def client_of(user: User) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def client_with_session(user: User) -> Client:
    """A browser with a session of that person, written down at once; a sign-in does more and takes longer."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


@pytest.fixture
def alice(db: None) -> User:
    """The owner of what a test makes."""
    return make_user("alice@example.org", name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    """A guest with some right."""
    return make_user("bob@example.org", name="Bob")


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger."""
    return make_user("charlie@example.org", name="Charlie")


@pytest.fixture
def staff(db: None) -> User:
    """A superuser."""
    return make_staff("staff@example.org", name="Staff")


def make_api_key_of(user: User, *scopes: str, **fields: Any) -> tuple[ApiKey, str]:
    """A key of that person with those scopes (all when none are named), and its secret."""
    return make_api_key(user=user, name="test key", scopes=scopes or SCOPES, at=now(), **fields)


def sign_in(email: str, password: str = PASSWORD) -> Client:
    """A browser in which that person signed in through the page just now."""
    client = Client(HTTP_USER_AGENT="Test browser")
    assert client.post("/accounts/login/", {"login": email, "password": password}).status_code == 302
    return client


def token_of(email: str, password: str = PASSWORD) -> dict[str, str]:
    """The ``access_token`` and ``refresh_token`` of a headless sign-in."""
    answer = Client().post(
        "/_allauth/app/v1/auth/login", {"email": email, "password": password}, content_type="application/json"
    )
    return dict(answer.json()["meta"])


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token or an API key."""
    return {"Authorization": f"Bearer {token}"}
