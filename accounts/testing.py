"""People for the tests of every app."""

from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from accounts.models import User

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


def client_of(user: AbstractBaseUser) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
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
