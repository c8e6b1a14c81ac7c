"""Sign-in and sign-out through the page, the admin and the headless door."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import PASSWORD, client_of

pytestmark = pytest.mark.django_db
HEADLESS = "/_allauth/app/v1/auth/login"


def test_the_page_signs_in_and_out(client: Client, alice: User) -> None:
    answer = client.post("/accounts/login/", {"login": "Alice@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/api/v1/me").json()["email"] == "alice@example.org"
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/api/v1/me").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/api/v1/me").status_code == 401


def test_unknown_address_and_wrong_password_answer_alike(client: Client, alice: User) -> None:
    known = client.post("/accounts/login/", {"login": "alice@example.org", "password": "wrong"})
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert known.context["form"].errors == unknown.context["form"].errors
    assert known.status_code == unknown.status_code == 200


def test_the_admin_goes_through_the_same_door(client: Client, alice: User, staff: User) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    assert client_of(alice).get("/admin/", follow=True).status_code == 403
    assert client_of(staff).get("/admin/").status_code == 200


def test_headless_sign_in_gives_tokens_and_refreshes_them(client: Client, alice: User) -> None:
    login = client.post(
        HEADLESS, {"email": "alice@example.org", "password": PASSWORD}, content_type="application/json"
    ).json()
    refreshed = client.post(
        "/_allauth/app/v1/tokens/refresh",
        {"refresh_token": login["meta"]["refresh_token"]},
        content_type="application/json",
    )
    assert refreshed.status_code == 200
    bearer = {"Authorization": f"Bearer {refreshed.json()['data']['access_token']}"}
    assert Client().get("/api/v1/me", headers=bearer).status_code == 200


def test_a_disabled_person_cannot_sign_in(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save()
    client.post("/accounts/login/", {"login": "alice@example.org", "password": PASSWORD})
    assert client.get("/api/v1/me").status_code == 401
