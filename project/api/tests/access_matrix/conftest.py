"""The people of the matrix, made once for each of its files."""

from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.rules.roles import ROLES
from accounts.testing import client_with_session, make_api_key_of, make_staff, make_user, token_of
from project.api.tests.access_matrix.people import SESSIONS, People
from spirits.services.load_catalogue import load_catalogue


@pytest.fixture(scope="module", autouse=True)
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[People]:
    """The delivered catalogue and those who ask, taken out again after all these tests."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        load_catalogue()
        holders = {role: make_user(is_staff=True) for role in ROLES}
        for role, holder in holders.items():
            holder.groups.add(Group.objects.get(name=role))
        found = People(
            alice=make_user("alice@example.org", name="Alice"),
            bob=make_user("bob@example.org", name="Bob"),
            charlie=make_user("charlie@example.org", name="Charlie"),
            staff=make_staff("staff@example.org"),
            holders=holders,
            powerless=make_user(is_staff=True),
        )
        for person in (found.alice, found.bob, found.charlie, found.staff, found.powerless, *holders.values()):
            SESSIONS[person.pk] = client_with_session(person).cookies[settings.SESSION_COOKIE_NAME].value
        found.token = token_of(found.alice.email)["access_token"]
        found.key = make_api_key_of(found.alice)[1]
    yield found
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def alice(db: None, people: People) -> User:
    """The owner of what a test makes."""
    return copy(people.alice)


@pytest.fixture
def bob(db: None, people: People) -> User:
    """Somebody else."""
    return copy(people.bob)


@pytest.fixture
def charlie(db: None, people: People) -> User:
    """Somebody with whom things are shared."""
    return copy(people.charlie)


@pytest.fixture
def staff(db: None, people: People) -> User:
    """Somebody who may do everything in the admin."""
    return copy(people.staff)


@pytest.fixture
def role_holders(db: None, people: People) -> dict[str, User]:
    """A staff member in each role."""
    return people.holders
