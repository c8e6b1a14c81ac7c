"""The profile page."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of

pytestmark = pytest.mark.django_db
PAGE = "/accounts/profile/"


def test_it_saves_name_zone_and_theme(alice: User) -> None:
    client = client_of(alice)
    answer = client.post(PAGE, {"name": "Al", "time_zone": "Europe/Berlin", "theme": "dark"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone, alice.theme) == ("Al", "Europe/Berlin", "dark")
    page = client.get(PAGE).content.decode()
    assert page.count('<option value="Europe/Berlin" selected>Europe/Berlin</option>') == 1
    assert page.count(" selected>") == 3  # those of the theme and the language


def test_nonsense_is_refused(alice: User) -> None:
    client_of(alice).post(PAGE, {"name": "Al", "time_zone": "Mars/Base", "theme": "dark"})
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
