"""Pages of other origins may read the API only with a key that names them."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import bearer, client_of, make_api_key_of
from project.lib.origins import usable_origin

pytestmark = pytest.mark.django_db
ME, PAGE, OTHER = "/api/v1/me", "https://app.example.org", "https://evil.example.org"
ALLOW = "Access-Control-Allow-Origin"


@pytest.fixture
def secret(alice: User) -> str:
    return make_api_key_of(alice, origins=[PAGE])[1]


def preflight(origin: str):
    return Client().options(ME, headers={"Origin": origin, "Access-Control-Request-Method": "GET"})


def test_a_page_that_a_key_names_may_call_with_that_key(secret: str) -> None:
    assert (preflight(PAGE).status_code, preflight(PAGE)[ALLOW]) == (204, PAGE)
    answer = Client().get(ME, headers={**bearer(secret), "Origin": PAGE})
    assert (answer.status_code, answer[ALLOW]) == (200, PAGE)
    assert "Origin" in answer["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_other_pages_and_other_keys_may_not(alice: User, bob: User, secret: str) -> None:
    _, bobs = make_api_key_of(bob)
    assert ALLOW not in preflight(OTHER)
    assert ALLOW not in Client().get(ME, headers={**bearer(secret), "Origin": OTHER})
    assert ALLOW not in Client().get(ME, headers={**bearer(bobs), "Origin": PAGE})
    assert ALLOW not in client_of(alice).get(ME, headers={"Origin": PAGE})
    assert ALLOW not in Client().get("/accounts/login/", headers={"Origin": PAGE})


@pytest.mark.parametrize(
    "origin", ["null", "https://app.example.org/", "https://App.example.org", "javascript:1", "x" * 300, "*"]
)
def test_nonsense_is_no_origin(secret: str, origin: str) -> None:
    assert usable_origin(origin) == ""
    assert ALLOW not in preflight(origin)
