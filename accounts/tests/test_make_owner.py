"""The owner link: one owner, once, within a day."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from accounts.errors import OwnerExists
from accounts.models import User
from accounts.services.owner import make_owner, make_owner_link
from accounts.testing import PASSWORD, make_user
from project.lib.clock import now

pytestmark = pytest.mark.django_db
OWNER = {"email": "olga@example.org", "name": "Olga", "password": PASSWORD}


def link() -> str:
    found = make_owner_link("http://testserver/")
    assert found is not None
    return found.removeprefix("http://testserver")


def test_the_link_makes_the_first_owner_and_signs_them_in(client: Client) -> None:
    address = link()
    assert client.get(address).status_code == 200
    assert client.post(address, OWNER).status_code == 302
    owner = User.objects.get()
    assert (owner.email, owner.is_staff, owner.is_superuser, owner.is_founding_owner) == (
        OWNER["email"],
        True,
        True,
        True,
    )
    assert client.get("/admin/").status_code == 200


def test_it_is_dead_once_an_owner_exists(client: Client) -> None:
    address = link()
    Client().post(address, OWNER)
    assert client.get(address).status_code == 404
    assert client.post(address, {**OWNER, "email": "eve@example.org"}).status_code == 404
    assert User.objects.count() == 1
    assert make_owner_link("http://testserver") is None


def test_a_forged_or_old_link_is_refused(client: Client) -> None:
    address = link()
    assert client.get(address[:-2] + "x/").status_code == 404
    with time_machine.travel(now() + timedelta(hours=24, seconds=1), tick=False):
        assert client.post(address, OWNER).status_code == 404
    assert not User.objects.exists()


def test_a_weak_password_is_refused(client: Client) -> None:
    assert client.post(link(), {**OWNER, "password": "olga"}).status_code == 200
    assert not User.objects.exists()


def test_of_two_rivals_one_becomes_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    make_owner(**OWNER)
    monkeypatch.setattr("accounts.services.owner.User.objects.exists", lambda: False)  # the rival looked earlier
    with pytest.raises(OwnerExists):
        make_owner(**{**OWNER, "email": "eve@example.org"})
    assert User.objects.count() == 1


def test_the_database_keeps_one_founding_owner() -> None:
    make_user(is_founding_owner=True)
    with pytest.raises(IntegrityError, match="one_founding_owner"):
        make_user(is_founding_owner=True)


def test_the_command_prints_the_link_or_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("owner_link", base_url="https://ai.example.org")
    assert capsys.readouterr().out.startswith("https://ai.example.org/accounts/owner/")
    make_user()
    with pytest.raises(CommandError):
        call_command("owner_link")
