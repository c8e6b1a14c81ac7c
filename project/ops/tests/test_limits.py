"""Limits by address, person and key; changed at run time; told in headers; held while Redis is away."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.testing import bearer, client_of, make_api_key_of
from project.lib.addresses import networks
from project.ops.limits.count import DEFAULT_RATES, Verdict, count, rates, tightest
from project.ops.limits.middleware import network_of
from project.ops.models import LimitRule
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"


@pytest.fixture(autouse=True)
def _limits_on(db: None) -> Iterator[None]:
    set_runtime(name="limits_on", value=True, by=None)
    values.forget()
    rates.forget()
    cache.clear()
    yield
    cache.clear()


def limit(group: str, subject: str, requests: int) -> None:
    LimitRule.objects.filter(group=group, subject=subject).update(requests=requests, seconds=3600)
    rates.forget()


def statuses(client: Client, number: int, path: str = ME, **extra) -> list[int]:
    return [client.get(path, **extra).status_code for _ in range(number)]


def test_the_first_limits_are_in_the_table() -> None:
    rates.forget()
    assert rates.get() == DEFAULT_RATES


def test_a_person_is_limited_and_told(alice: User, bob: User) -> None:
    limit("read", "person", 2)
    client = client_of(alice)
    first = client.get(ME)
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    assert 0 < int(first["RateLimit-Reset"]) <= 3600
    client.get(ME)
    refused = client.get(ME)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert refused["RateLimit-Remaining"] == "0"
    assert client_of(bob).get(ME).status_code == 200


def test_a_change_of_the_table_is_in_force(alice: User) -> None:
    client = client_of(alice)
    assert statuses(client, 3) == [200] * 3
    limit("read", "person", 1)
    assert statuses(client, 2) == [200, 429]
    LimitRule.objects.filter(group="read", subject="person").update(is_active=False)
    rates.forget()
    assert statuses(client, 3) == [200] * 3


def test_a_key_has_the_sites_limit_and_its_own(alice: User) -> None:
    _, by_minute = make_api_key_of(alice, requests_per_minute=1)
    _, by_day = make_api_key_of(alice, requests_per_day=2)
    assert statuses(Client(), 2, headers=bearer(by_minute)) == [200, 429]
    assert statuses(Client(), 3, headers=bearer(by_day)) == [200, 200, 429]
    limit("read", "api_key", 1)
    _, third = make_api_key_of(alice)
    assert statuses(Client(), 2, headers=bearer(third)) == [200, 429]


def test_strangers_are_limited_by_address_before_anything_else() -> None:
    limit("everything", "address", 2)
    assert statuses(Client(), 3) == [401, 401, 429]
    page = Client().get("/accounts/login/")
    assert (page.status_code, page["Retry-After"] != "") == (429, True)
    assert b"too fast" in page.content
    assert Client().get("/health/live").status_code == 200


def test_signing_in_has_a_limit_of_its_own() -> None:
    limit("sign_in", "address", 1)
    data = {"login": "alice@example.org", "password": "wrong"}
    assert [Client().post("/accounts/login/", data).status_code for _ in range(2)] == [200, 429]
    assert Client().get("/accounts/login/").status_code == 200


def test_only_a_trusted_proxy_is_believed(settings) -> None:
    limit("everything", "address", 1)
    liar = {"HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert [Client(**liar).get(ME).status_code, Client().get(ME).status_code] == [401, 429]
    settings.TRUSTED_PROXIES = networks(["127.0.0.1"])
    assert [Client(**liar).get(ME).status_code for _ in range(2)] == [401, 429]
    assert Client(HTTP_X_FORWARDED_FOR="198.51.100.2").get(ME).status_code == 401


def test_limits_hold_while_redis_is_away(alice: User) -> None:
    limit("read", "person", 2)
    breaker = cache.breaker
    breaker.failed()
    breaker._asks_again_at = float("inf")
    try:
        assert statuses(client_of(alice), 4) == [200, 200, 429, 429]
    finally:
        cache.local.clear()
        breaker.answered()


def test_limits_can_be_switched_off(alice: User) -> None:
    limit("read", "person", 1)
    set_runtime(name="limits_on", value=False, by=None)
    values.forget()
    assert statuses(client_of(alice), 3) == [200] * 3


def test_the_tightest_verdict_is_told() -> None:
    loose, tight, refused = Verdict(True, 9, 8, 5), Verdict(True, 9, 1, 5), Verdict(False, 9, 0, 7)
    assert tightest([loose, None, tight]) == tight
    assert tightest([loose, refused, tight]) == refused
    assert tightest([]) is None
    assert count(group="nothing", subject="address", identity="x") is None


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:3::9", "2001:db8:1:2::"), ("2001:db8::7", "2001:db8::"), ("", "")],
)
def test_an_ipv6_network_counts_as_one(address: str, network: str) -> None:
    assert network_of(address) == network
