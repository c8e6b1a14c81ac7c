"""``/api/v1/me``: read and change oneself."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"


def change(client: Client, data: object, tag: str = "*"):
    return client.patch(ME, data, content_type="application/json", headers={"If-Match": tag})


def test_it_says_who_is_signed_in(alice: User) -> None:
    answer = client_of(alice).get(ME)
    assert answer.json() == {
        "id": str(alice.id),
        "email": "alice@example.org",
        "name": "Alice",
        "time_zone": "",
        "theme": "system",
        "language": "",
        "is_staff": False,
        "date_joined": alice.date_joined.isoformat().replace("+00:00", "Z"),
    }


def test_changes_are_kept_and_the_tag_moves(alice: User) -> None:
    client = client_of(alice)
    before = client.get(ME)["ETag"]
    answer = change(client, {"name": "Al", "time_zone": "Asia/Tokyo", "theme": "dark"}, before)
    assert (answer.status_code, answer.json()["time_zone"]) == (200, "Asia/Tokyo")
    assert answer["ETag"] != before
    assert change(client, {"name": "B"}, before).status_code == 412
    alice.refresh_from_db()
    assert (alice.name, alice.theme) == ("Al", "dark")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"language": "fr"}, "language"),
        ({"theme": "pink"}, "theme"),
        ({"name": "x" * 81}, "name"),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(alice: User, data: dict[str, str], field: str) -> None:
    answer = change(client_of(alice), {"name": "New", **data})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_the_address_and_rights_cannot_be_changed_here(alice: User) -> None:
    change(client_of(alice), {"email": "x@example.org", "is_staff": True, "is_superuser": True})
    alice.refresh_from_db()
    assert (alice.email, alice.is_staff, alice.is_superuser) == ("alice@example.org", False, False)


def test_strangers_get_a_401_in_the_api_shape(client: Client) -> None:
    answer = client.get(ME)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")


def test_no_if_match_is_a_428(alice: User) -> None:
    assert client_of(alice).patch(ME, {}, content_type="application/json").status_code == 428
