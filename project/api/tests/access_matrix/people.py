"""Who asks, and the browsers in which they are signed in."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.test import Client

from accounts.models import User


@dataclass
class People:
    """Who asks; made once for all these tests, as what a test does to them is rolled back.

    ``token`` and ``key`` are Alice's.
    """

    alice: User
    bob: User
    charlie: User
    staff: User
    holders: dict[str, User]
    powerless: User
    token: str = ""
    key: str = ""


SESSIONS: dict[UUID, str] = {}  # the key of each person's session


def browser_of(user: User) -> Client:
    """A browser in which one of the people is signed in."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = SESSIONS[user.pk]
    return client
