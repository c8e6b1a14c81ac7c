"""The endpoints of the shop."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import Grant, Plan, Purchase, Spirit, XpEvent
from spirits.queries.economy.accounts import points_of
from spirits.services.economy.move_points import grant_points

pytestmark = pytest.mark.slow

API = "/api/v1"
UNKNOWN = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def page(alice: User, catalogue: None) -> Client:
    grant_points(user=alice, points=500, key="start", at=now(), reason="Welcome")
    XpEvent.objects.create(owner=alice, kind="task_completed", source="t", amount=600, happened_at=now())
    return client_of(alice)


def post(client: Client, path: str, data: object = None, **headers: str) -> Any:
    return client.post(f"{API}{path}", data or {}, content_type="application/json", headers=headers)


def quoted(client: Client, **order: Any) -> dict[str, Any]:
    answer = post(client, "/purchases/quote", order)
    assert answer.status_code == 200, answer.json()
    return {**order, "agreed": answer.json()["fingerprint"]}


def test_a_spirit_is_quoted_bought_and_open(page: Client, alice: User) -> None:
    creative = Spirit.objects.get(slug="creative")
    offer = post(page, "/purchases/quote", {"spirit": "creative"}).json()
    assert (offer["unit"], offer["list_amount"], offer["amount"], offer["tax_amount"]) == ("PTS", 30, 30, 0)
    bought = post(page, "/purchases", {"spirit": "creative", "agreed": offer["fingerprint"]})
    assert bought.status_code == 201
    assert (bought.json()["state"], bought.json()["amount"]) == ("paid", 30)
    assert bought.json()["lines"] == [{"spirit": "creative", "amount": 30, "is_refunded": False}]
    assert page.get(f"{API}/purchases").json()["results"] == [bought.json()]
    assert page.get(f"{API}/points/balance").json() == {"balance": 470, "held": 0}
    assert [entry["amount"] for entry in page.get(f"{API}/points").json()["results"]] == [-30, 500]
    reasons = page.get(f"{API}/access/{creative.pk}").json()
    assert (reasons["is_open"], [each["name"] for each in reasons["reasons"]]) == (True, ["purchase"])
    available = [each["spirit"]["slug"] for each in page.get(f"{API}/spirits/available").json()["results"]]
    assert "creative" in available


def test_the_same_key_is_answered_alike_and_buys_once(page: Client, alice: User) -> None:
    order = quoted(page, spirit="creative")
    headers = {"Idempotency-Key": "one-and-only"}
    answers = [post(page, "/purchases", order, **headers) for _ in range(3)]
    assert len({answer.content for answer in answers}) == 1
    assert (answers[0].status_code, points_of(alice), Purchase.objects.count()) == (201, 470, 1)
    other = post(page, "/purchases", {**order, "method": "manual"}, **headers)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_key_reused")


def test_a_stale_price_is_a_409(page: Client, alice: User) -> None:
    order = quoted(page, spirit="creative")
    Spirit.objects.filter(slug="creative").update(price_points=31)
    answer = post(page, "/purchases", order)
    assert (answer.status_code, answer.json()["error"]["code"], points_of(alice)) == (409, "price_changed", 500)


@pytest.mark.parametrize(
    ("order", "status", "code", "field"),
    [
        ({}, 400, "invalid", "spirit"),
        ({"spirit": "creative", "bundle": "data-science"}, 400, "invalid", "spirit"),
        ({"spirit": "nothing"}, 400, "invalid", "spirit"),
        ({"bundle": "nothing"}, 400, "invalid", "bundle"),
        ({"spirit": "writer"}, 400, "not_for_sale", None),
        ({"spirit": "healer"}, 403, "rank_too_low", None),
        ({"spirit": "creative", "coupon": "NONE"}, 400, "coupon_invalid", "coupon"),
        ({"spirit": "creative", "recipient": "nobody@example.org"}, 400, "invalid", "recipient"),
        ({"points": 0, "method": "manual"}, 400, "invalid", "points"),
        ({"points": -5, "method": "manual"}, 400, "invalid", "points"),
        ({"points": 10**15, "method": "manual"}, 400, "invalid", "points"),
        ({"points": 5}, 400, "invalid", "method"),
        ({"spirit": "creative", "method": "magic"}, 400, "invalid", "method"),
    ],
)
def test_a_bad_order_is_refused_by_name(
    page: Client, alice: User, order: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = post(page, "/purchases/quote", order)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert field is None or field in error["fields"]
    assert (points_of(alice), Purchase.objects.count()) == (500, 0)


def test_too_few_points_are_a_402(bob: User, catalogue: None) -> None:
    XpEvent.objects.create(owner=bob, kind="task_completed", source="t", amount=600, happened_at=now())
    client = client_of(bob)
    answer = post(client, "/purchases", quoted(client, spirit="creative"))
    assert (answer.status_code, answer.json()["error"]["code"], Purchase.objects.count()) == (
        402,
        "not_enough_points",
        0,
    )


def test_somebody_elses_purchase_is_not_there(page: Client, bob: User) -> None:
    bought = post(page, "/purchases", quoted(page, spirit="creative")).json()
    other = client_of(bob)
    assert other.get(f"{API}/purchases/{bought['id']}").status_code == 404
    assert other.get(f"{API}/purchases").json()["results"] == []
    assert page.get(f"{API}/purchases/{UNKNOWN}").status_code == 404


def test_a_gift_goes_to_the_other_person(page: Client, alice: User, bob: User) -> None:
    post(page, "/purchases", quoted(page, spirit="creative", recipient="BOB@example.org"))
    assert (Grant.objects.get().owner, points_of(alice), points_of(bob)) == (bob, 470, 0)


def test_points_are_ordered_for_money(page: Client) -> None:
    answer = post(page, "/purchases", quoted(page, points=100, method="manual")).json()
    assert (answer["state"], answer["unit"], answer["amount"], answer["points_bought"]) == (
        "awaiting",
        "USD",
        1000,
        100,
    )


def test_a_spirit_is_tried(page: Client) -> None:
    healer = Spirit.objects.get(slug="healer")
    assert post(page, f"/access/{healer.pk}/trial").json() == {"calls_limit": 3, "calls_used": 0}
    assert page.get(f"{API}/access/{healer.pk}").json()["reasons"][0]["name"] == "trial"
    assert post(page, f"/access/{UNKNOWN}/trial").status_code == 404
    assert page.get(f"{API}/access/{healer.pk}?at=tomorrow").json()["error"]["fields"] == {
        "at": ["Expected a moment such as 2026-03-01T12:00:00Z."]
    }


def test_a_plan_is_previewed_run_changed_and_cancelled(page: Client, alice: User) -> None:
    assert page.get(f"{API}/subscription").json()["error"]["code"] == "not_subscribed"
    offer = post(page, "/subscription/preview", {"plan": "creator"}).json()
    assert (offer["charge"], offer["is_immediate"]) == (100, True)
    begun = post(page, "/subscription", {"plan": "creator", "agreed_points": 100})
    assert (begun.status_code, begun.json()["plan"], points_of(alice)) == (201, "creator", 400)
    again = post(page, "/subscription", {"plan": "creator", "agreed_points": 100})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_subscribed")
    change = post(page, "/subscription/preview", {"plan": "professional"}).json()
    stale = post(page, "/subscription/change", {"plan": "professional", "agreed_points": change["charge"] + 1})
    assert stale.json()["error"]["code"] == "price_changed"
    changed = post(page, "/subscription/change", {"plan": "professional", "agreed_points": change["charge"]}).json()
    assert (changed["plan"], len(changed["periods"])) == ("professional", 2)
    for verb, renews in (("cancel", False), ("keep", True)):
        assert post(page, f"/subscription/{verb}").json()["renews"] is renews
    assert post(page, "/subscription/pause").json()["paused_at"] is not None
    assert post(page, "/subscription/resume").json()["paused_at"] is None
    assert post(page, "/subscription", {"plan": "nothing", "agreed_points": 1}).json()["error"]["fields"].keys() == {
        "plan"
    }
    assert Plan.objects.count() == 4


@pytest.mark.parametrize("path", ["/purchases", "/points", "/points/balance", "/points/work", "/subscription"])
def test_the_shop_needs_a_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(f"{API}{path}").status_code == 401
    assert post(client, "/purchases", {}).status_code == 401


def test_lists_take_the_same_queries_whatever_their_length(page: Client, django_assert_max_num_queries: Any) -> None:
    for slug in ("creative", "researcher"):
        post(page, "/purchases", quoted(page, spirit=slug))
    with django_assert_max_num_queries(9):
        assert len(page.get(f"{API}/purchases").json()["results"]) == 2
