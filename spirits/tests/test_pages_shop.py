"""The pages of the shop."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import Purchase, Spirit, Subscription, XpEvent
from spirits.queries.economy.accounts import points_of
from spirits.services.economy.move_points import grant_points


@pytest.fixture
def page(alice: User, catalogue: None) -> Client:
    grant_points(user=alice, points=500, key="start", at=now(), reason="=Welcome")
    XpEvent.objects.create(owner=alice, kind="task_completed", source="t", amount=600, happened_at=now())
    return client_of(alice)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def hidden(answer: Any) -> dict[str, str]:
    """The hidden fields of the page's forms."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))


def test_a_spirit_is_bought_on_its_page(page: Client, alice: User) -> None:
    assert "/shop/spirit/creative/" in text_of(page.get("/catalogue/spirits/creative/"))
    shown = page.get("/shop/spirit/creative/")
    assert "Buy for 30 points" in text_of(shown)
    done = page.post("/shop/spirit/creative/", hidden(shown), follow=True)
    assert (done.status_code, points_of(alice)) == (200, 470)
    assert "Receipt" in text_of(done)
    assert "Paid" in text_of(done)
    again = page.post("/shop/spirit/creative/", hidden(shown), follow=True)
    assert (again.redirect_chain[-1][0], points_of(alice)) == (f"/purchases/{Purchase.objects.get().pk}/", 470)
    assert "You bought it" in text_of(page.get("/catalogue/spirits/creative/"))
    assert "Creative" in text_of(page.get("/purchases/"))


def test_a_price_that_changed_is_shown_and_not_charged(page: Client, alice: User) -> None:
    shown = page.get("/shop/spirit/creative/")
    Spirit.objects.filter(slug="creative").update(price_points=31)
    answer = page.post("/shop/spirit/creative/", hidden(shown))
    assert "The price has changed" in text_of(answer)
    assert "Buy for 31 points" in text_of(answer)
    assert points_of(alice) == 500


def test_what_cannot_be_bought_says_why(page: Client) -> None:
    assert "Points buy Healer from Master 2 on." in text_of(page.get("/shop/spirit/healer/"))
    assert "Buy for $16.99" in text_of(page.get("/shop/spirit/healer/?method=manual"))
    assert page.get("/shop/spirit/nothing/").status_code == 404
    assert page.get("/shop/bundle/nothing/").status_code == 404


def test_points_are_ordered_and_listed(page: Client) -> None:
    answer = page.get("/points/")
    assert "You can spend 500 points." in text_of(answer)
    ordered = page.post("/points/", {**hidden(answer), "points": "100", "method": "manual"}, follow=True)
    assert "Waiting for your payment" in text_of(ordered)
    assert "$10.00" in text_of(ordered)
    assert Purchase.objects.get().points_bought == 100
    assert page.post("/points/", {"points": "-5"}).status_code == 200
    assert Purchase.objects.count() == 1


def test_movements_are_exported_without_formulas(page: Client) -> None:
    answer = page.get("/points/export/")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "number,happened_at,kind,reason,amount,balance"
    assert lines[1].startswith("1,")
    assert lines[1].endswith(",grant,'=Welcome,500,500")


def test_a_plan_is_chosen_and_cancelled(page: Client, alice: User) -> None:
    shown = page.get("/plans/creator/")
    assert "100 points" in text_of(shown)
    page.post("/plans/creator/", hidden(shown))
    assert (points_of(alice), Subscription.objects.get().version.plan.slug) == (400, "creator")
    assert "Manage" in text_of(page.get("/catalogue/plans/"))
    assert "You are on this plan already." in text_of(page.get("/plans/creator/"))
    page.post("/plan/cancel/")
    assert not Subscription.objects.get().renews
    page.post("/plan/cancel/", {"keep": "1"})
    assert Subscription.objects.get().renews


def test_a_receipt_is_the_buyers_alone(page: Client, bob: User) -> None:
    page.post("/shop/spirit/creative/", hidden(page.get("/shop/spirit/creative/")))
    path = f"/purchases/{Purchase.objects.get().pk}/"
    assert page.get(path).status_code == 200
    assert client_of(bob).get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/points/", "/purchases/", "/shop/spirit/creative/", "/plans/creator/", "/points/export/"]
)
def test_the_shop_needs_a_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 302
