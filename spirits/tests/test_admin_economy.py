"""Staff read the economy and change it through actions with a reason."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of, make_user
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models import Account, Grant, LedgerTransaction, Price, Purchase, XpEvent
from spirits.queries.economy.accounts import points_of
from spirits.services.budget import reserve
from spirits.services.economy.move_points import grant_points
from spirits.services.purchase import Order, place_order, quote_order
from spirits.testing import make_spirit

ADMIN = "/admin/spirits"
PAGES = [
    "ledgertransaction",
    "account",
    "purchase",
    "coupon",
    "subscription",
    "grant",
    "price",
    "budget",
    "reservation",
    "xpevent",
]


@pytest.fixture
def office(staff: User, alice: User) -> Client:
    grant_points(user=alice, points=100, key="start", at=now(), reason="Welcome")
    return client_of(staff)


def ordered(alice: User, **fields: Any) -> Purchase:
    order = Order(buyer=alice, **fields)
    return place_order(order, agreed=quote_order(order, at=now()).fingerprint, key=str(uuid7()), at=now())


def act(client: Client, page: str, action: str, *rows: Any, **data: Any) -> Any:
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows], **data}
    return client.post(f"{ADMIN}/{page}/", chosen, follow=True)


@pytest.mark.parametrize("name", PAGES)
def test_each_list_is_shown(office: Client, alice: User, name: str) -> None:
    make_spirit("creative", tier="basic", price_cents=500, price_points=5)
    reserve(user=alice, run_id=uuid7(), upper_points=1)
    ordered(alice, method="manual", points=5)
    XpEvent.objects.create(owner=alice, kind="task_completed", source="t", amount=1, happened_at=now())
    assert office.get(f"{ADMIN}/{name}/").status_code == 200


def test_the_ledger_is_read_only(office: Client) -> None:
    made = LedgerTransaction.objects.get()
    path = f"{ADMIN}/ledgertransaction/{made.pk}"
    assert office.get(f"{path}/change/").status_code == 200
    assert office.post(f"{path}/change/", {"reason": "x"}).status_code == 403
    assert office.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert office.get(f"{ADMIN}/ledgertransaction/add/").status_code == 403
    made.refresh_from_db()
    assert made.reason == "Welcome"


def test_an_invoice_is_confirmed_with_its_reference(office: Client, alice: User) -> None:
    order = ordered(alice, method="manual", points=50)
    act(office, "purchase", "confirm_payments", order)
    assert points_of(alice) == 100  # no reference, nothing done
    act(office, "purchase", "confirm_payments", order, reason="BANK-7")
    act(office, "purchase", "confirm_payments", order, reason="BANK-7")
    order.refresh_from_db()
    assert (order.state, order.payment_reference, points_of(alice)) == ("paid", "BANK-7", 150)
    act(office, "purchase", "refund_whole", order, reason="Complaint")
    act(office, "purchase", "refund_whole", order, reason="Complaint")
    assert (points_of(alice), order.refunds.get().reason) == (100, "Complaint")


def test_points_are_given_once_however_often_the_page_is_sent(office: Client, alice: User) -> None:
    wallet = Account.objects.get(owner=alice, kind="wallet")
    token = str(uuid7())
    for _ in range(2):
        act(office, "account", "give_points", wallet, reason="Sorry", points="25", token=token)
    assert points_of(alice) == 125
    act(office, "account", "take_away_points", wallet, reason="Mistake", points="1000", token=str(uuid7()))
    act(office, "account", "take_away_points", wallet, reason="Mistake", points="-5", token=str(uuid7()))
    act(office, "account", "take_away_points", wallet, points="5", token=str(uuid7()))
    assert points_of(alice) == 125
    assert LedgerTransaction.objects.get(reason="Sorry").actor == User.objects.get(email="staff@example.org").pk


def test_a_movement_is_reversed(office: Client, alice: User) -> None:
    made = LedgerTransaction.objects.get()
    act(office, "ledgertransaction", "reverse_movements", made, reason="Wrong person")
    act(office, "ledgertransaction", "reverse_movements", made, reason="Wrong person")
    assert (points_of(alice), LedgerTransaction.objects.count()) == (0, 2)


def test_the_ledger_is_exported_without_formulas(office: Client, alice: User) -> None:
    grant_points(user=alice, points=1, key="=evil", at=now(), reason="@SUM(A1)")
    answer = act(office, "ledgertransaction", "export_csv", *LedgerTransaction.objects.all())
    text = answer.content.decode()
    assert text.splitlines()[0].startswith("sequence,transaction,kind,key")
    assert len(text.splitlines()) == 5
    assert "'=evil" in text
    assert "'@SUM(A1)" in text


def test_staff_open_a_spirit_and_close_it_again(office: Client, alice: User) -> None:
    spirit = make_spirit("creative", tier="basic", price_cents=500, price_points=5)
    office.post(
        f"{ADMIN}/grant/add/",
        {"owner": str(alice.pk), "spirit": str(spirit.pk), "ends_at_0": "", "ends_at_1": "", "reason": "Beta"},
    )
    grant = Grant.objects.get()
    assert (grant.owner, grant.source, grant.reason) == (alice, "granted", "Beta")
    act(office, "grant", "revoke", grant, reason="Over")
    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_a_price_is_scheduled_and_never_in_the_past(office: Client, alice: User) -> None:
    spirit = make_spirit("creative", tier="basic", price_cents=500, price_points=5)
    form = {"item": str(spirit.priced.pk), "cents": "700", "points": "7", "reason": "Autumn"}
    office.post(f"{ADMIN}/price/add/", {**form, "valid_from_0": "2020-01-01", "valid_from_1": "00:00:00"})
    assert Price.objects.count() == 1
    office.post(f"{ADMIN}/price/add/", {**form, "valid_from_0": "2090-01-01", "valid_from_1": "00:00:00"})
    assert list(Price.objects.order_by("valid_from").values_list("cents", flat=True)) == [500, 700]


def test_reconciliation_is_a_page_for_those_who_may_see_the_ledger(office: Client, alice: User) -> None:
    assert "promises hold" in office.get(f"{ADMIN}/ledgertransaction/reconcile/").content.decode()
    helper = make_user("helper@example.org", is_staff=True)
    assert client_of(helper).get(f"{ADMIN}/ledgertransaction/reconcile/").status_code == 403
    assert client_of(alice).get(f"{ADMIN}/ledgertransaction/reconcile/").status_code == 302


def test_staff_without_the_right_cannot_act(office: Client, alice: User) -> None:
    order = ordered(alice, method="manual", points=50)
    helper = client_of(make_user("helper@example.org", is_staff=True))
    act(helper, "purchase", "confirm_payments", order, reason="BANK-7")
    assert points_of(alice) == 100
