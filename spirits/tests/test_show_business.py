"""The business in figures: each is exactly what the rows say."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import make_user
from jobs.models import Job
from project.lib.clock import now
from spirits.figures import business
from spirits.models import Plan, Purchase, WebhookEvent
from spirits.queries.economy.quotes import quote, quote_points
from spirits.services.economy.move_points import grant_points
from spirits.services.purchase import buy, confirm_payment, order_points, refund_purchase
from spirits.services.subscription import subscribe
from spirits.testing import make_spirit

pytestmark = pytest.mark.django_db


def figures(hours: int = 1) -> dict[str, Any]:
    at = now() + timedelta(seconds=1)
    return {each.name: each for each in business(at - timedelta(hours=hours), at)}


def test_nothing_yet_is_no_revenue_and_asks_for_a_reconciliation() -> None:
    found = figures()
    assert {found[name].value for name in ("revenue", "plans", "points_outstanding", "owed")} == {0}
    assert (found["churn"].value, found["reconciled"].value, found["reconciled"].is_good) == (None, None, False)


def test_money_points_and_plans_are_counted(alice: User, settings: Any) -> None:
    settings.TAX_BASIS_POINTS = 2000
    at = now()
    agreed = quote_points(buyer=alice, points=600).fingerprint
    bought = order_points(buyer=alice, points=600, agreed=agreed, key="p", at=at)
    confirm_payment(purchase=bought, reference="bank", actor=None, at=at)
    grant_points(user=alice, points=100, key="start", at=at, reason="Welcome")
    thing = make_spirit("writer", tier="basic", price_points=50)
    offer = quote(buyer=alice, recipient=alice, thing=thing, method="points", at=at)
    buy(buyer=alice, thing=thing, method=Purchase.Method.POINTS, agreed=offer.fingerprint, key="b", at=at)
    plan = Plan.objects.create(slug="creator", name="Creator", price_cents=999, support="priority", state="live")
    subscribe(user=alice, plan=plan, agreed_points=100, at=at)
    found = figures()
    cents = bought.amount - bought.tax_amount
    assert (found["revenue"].value, found["tax"].value) == (cents / 100, bought.tax_amount / 100)
    assert (found["points_issued"].value, found["points_spent"].value) == (700, 150)
    assert found["points_outstanding"].value == 550
    assert (found["plans"].value, found["monthly_revenue"].value) == (1, 0)
    alice.subscriptions.update(pays_with="card")
    assert figures()["monthly_revenue"].value == 9.99
    alice.subscriptions.update(failed_charges=1)
    assert not figures()["unpaid_plans"].is_good


def test_a_refund_lowers_revenue(alice: User) -> None:
    at = now()
    agreed = quote_points(buyer=alice, points=600).fingerprint
    bought = order_points(buyer=alice, points=600, agreed=agreed, key="p", at=at)
    bought = confirm_payment(purchase=bought, reference="bank", actor=None, at=at)
    refund_purchase(purchase=bought, key="r", reason="Mistake", actor=None, at=at)
    assert figures()["revenue"].value == 0


def test_churn_is_those_who_left_of_those_who_were_there() -> None:
    plan = Plan.objects.create(slug="creator", name="Creator", price_cents=999, support="priority", state="live")
    long_ago = now() - timedelta(days=10)
    for number in range(4):
        user = make_user()
        grant_points(user=user, points=100, key=f"s{number}", at=now(), reason="")
        subscribe(user=user, plan=plan, agreed_points=100, at=now())
        gone = now() - timedelta(minutes=5) if number == 0 else None
        user.subscriptions.update(anchor=long_ago, ended_at=gone)
    found = figures()
    assert (found["churn"].value, found["churn"].detail, found["plans"].value) == (25.0, "1 of 4", 3)


def test_what_waits_too_long_is_marked() -> None:
    fields = {"kind": "x", "object_kind": "", "object_id": "", "payload": {}, "said_at": now()}
    WebhookEvent.objects.create(gateway_id="old", received_at=now() - timedelta(hours=1), **fields)
    WebhookEvent.objects.create(gateway_id="new", received_at=now(), **fields)
    assert (figures()["unhandled_messages"].value, figures()["unhandled_messages"].is_good) == (1, False)


def test_the_last_reconciliation_is_shown_with_what_it_found() -> None:
    Job.objects.create(
        kind="spirits.reconcile", state="succeeded", finished_at=now() - timedelta(hours=2), result={"broken": 3}
    )
    found = figures()
    assert (found["reconciled"].value, found["reconciled"].is_good) == (2.0, True)
    assert (found["broken_rows"].value, found["broken_rows"].is_good) == (3, False)
