"""Larger actions of staff wait for a second person; smaller ones happen at once; nobody decides on their own."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.testing import client_of, make_user
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.models import Account, Grant, LedgerTransaction, Purchase, Refund, StaffRequest
from spirits.queries.economy.accounts import points_of
from spirits.queries.economy.quotes import quote
from spirits.rules.economy.errors import KeyReused, NotEnoughPoints, OwnRequest, RequestDecided
from spirits.services.economy.bulk_grants import BulkGrants, grant_all, read_grants
from spirits.services.economy.four_eyes import Wanted, agree, do_or_ask, refuse
from spirits.services.economy.move_points import grant_points
from spirits.services.economy.post_transaction import broken_constraint
from spirits.services.purchase import buy
from spirits.testing import make_spirit

pytestmark = pytest.mark.django_db
Verb = StaffRequest.Verb


@pytest.fixture
def second(db: None) -> User:
    return make_user("second@example.org", is_staff=True, is_superuser=True)


@pytest.fixture(autouse=True)
def _limits(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"four_eyes_points": 100, "four_eyes_cents": 5_000}
    monkeypatch.setattr("spirits.services.economy.four_eyes.value_of", lambda setting: limits[setting.name])


def give(alice: User, points: int, key: str = "k") -> Wanted:
    return Wanted(
        verb=Verb.GIVE, subject=alice, about=alice.email, amount=points, payload={"points": points}, reason="Sorry", key=key
    )  # fmt: skip


def test_up_to_the_limit_it_happens_at_once(alice: User, staff: User) -> None:
    assert do_or_ask(give(alice, 100), actor=staff, at=now()) is None
    assert do_or_ask(give(alice, 100), actor=staff, at=now()) is None
    assert (points_of(alice), StaffRequest.objects.count()) == (100, 0)


def test_above_it_nothing_moves_until_somebody_else_agrees(alice: User, staff: User, second: User) -> None:
    held = do_or_ask(give(alice, 101), actor=staff, at=now())
    assert held is not None
    assert (do_or_ask(give(alice, 101), actor=staff, at=now()), points_of(alice)) == (held, 0)
    with pytest.raises(KeyReused):
        do_or_ask(give(alice, 102), actor=staff, at=now())
    with pytest.raises(OwnRequest):
        agree(request=held, actor=staff, at=now())
    assert points_of(alice) == 0
    done = agree(request=held, actor=second, at=now())
    assert (done.state, done.decider, points_of(alice)) == ("done", second, 101)
    assert LedgerTransaction.objects.get(key="k").actor == staff.pk
    for decide in (agree, lambda **given: refuse(**given, note="No")):
        with pytest.raises(RequestDecided):
            decide(request=held, actor=second, at=now())
    assert points_of(alice) == 101


def test_a_refused_request_moves_nothing(alice: User, staff: User, second: User) -> None:
    held = do_or_ask(give(alice, 500), actor=staff, at=now())
    assert held is not None
    with pytest.raises(OwnRequest):
        refuse(request=held, actor=staff, note="Mine", at=now())
    assert refuse(request=held, actor=second, note="Too much", at=now()).note == "Too much"
    assert points_of(alice) == 0


def test_the_database_lets_nobody_agree_to_their_own(alice: User, staff: User) -> None:
    held = do_or_ask(give(alice, 500), actor=staff, at=now())
    assert held is not None
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        StaffRequest.objects.filter(pk=held.pk).update(state="done", decider_key=staff.pk, decided_at=now())
    assert broken_constraint(caught.value) == "nobody_agrees_to_their_own_request"


def test_what_cannot_be_done_any_more_still_waits(alice: User, staff: User, second: User) -> None:
    wanted = Wanted(
        verb=Verb.TAKE, subject=alice, about="", amount=200, payload={"points": 200}, reason="Mistake", key="t"
    )
    held = do_or_ask(wanted, actor=staff, at=now())
    assert held is not None
    with pytest.raises(NotEnoughPoints):
        agree(request=held, actor=second, at=now())
    held.refresh_from_db()
    assert held.state == "waiting"


def desk_of(user: User) -> Client:
    return client_of(user)


def test_staff_give_points_through_the_admin_and_a_second_person_agrees(alice: User, second: User) -> None:
    first = make_user("first@example.org", is_staff=True, is_superuser=True)
    grant_points(user=alice, points=1, key="start", at=now(), reason="")
    wallet = Account.objects.get(kind="wallet", owner=alice)
    sent = {
        "action": "give_points", "_selected_action": [str(wallet.pk)], "reason": "Sorry", "points": "5000",
        "token": "6f0c2d9e-4a51-5a0e-9a34-6f2f5c1a7b11",
    }  # fmt: skip
    for _ in range(2):
        desk_of(first).post("/admin/spirits/account/", sent)
    held = StaffRequest.objects.get()
    assert (points_of(alice), held.amount, held.about) == (1, 5000, alice.email)
    page = desk_of(second).get("/admin/spirits/staffrequest/").content.decode()
    assert alice.email in page
    decide = {"action": "agree_to", "_selected_action": [str(held.pk)], "reason": "Seen"}
    desk_of(first).post("/admin/spirits/staffrequest/", decide)
    assert points_of(alice) == 1
    desk_of(second).post("/admin/spirits/staffrequest/", decide)
    assert points_of(alice) == 5001


def test_a_refund_above_the_limit_waits(alice: User, second: User) -> None:
    first = make_user("first@example.org", is_staff=True, is_superuser=True)
    thing, at = make_spirit("writer", tier="basic", price_points=300), now()
    grant_points(user=alice, points=300, key="start", at=at, reason="")
    agreed = quote(buyer=alice, recipient=alice, thing=thing, method="points", at=at).fingerprint
    bought = buy(buyer=alice, thing=thing, method=Purchase.Method.POINTS, agreed=agreed, key="b", at=at)
    sent = {
        "action": "refund_whole", "_selected_action": [str(bought.pk)], "reason": "Sorry", "amount": "",
        "token": "6f0c2d9e-4a51-5a0e-9a34-6f2f5c1a7b12",
    }  # fmt: skip
    desk_of(first).post("/admin/spirits/purchase/", sent)
    assert (Refund.objects.count(), points_of(alice)) == (0, 0)
    agree(request=StaffRequest.objects.get(), actor=second, at=now())
    assert (Refund.objects.get().actor, points_of(alice)) == (first.pk, 300)


def test_opening_a_dear_spirit_waits_and_a_cheap_one_opens(alice: User, second: User) -> None:
    first = make_user("first@example.org", is_staff=True, is_superuser=True)
    cheap = make_spirit("cheap", tier="basic", price_points=100)
    dear = make_spirit("dear", tier="basic", price_points=101)
    for spirit in (cheap, dear):
        form = {"owner": str(alice.pk), "spirit": str(spirit.pk), "ends_at_0": "", "ends_at_1": "", "reason": "Prize"}
        assert desk_of(first).post("/admin/spirits/grant/add/", form).status_code == 302
    assert [grant.spirit for grant in Grant.objects.all()] == [cheap]
    agree(request=StaffRequest.objects.get(), actor=second, at=now())
    assert {grant.spirit for grant in Grant.objects.filter(source="granted", reason="Prize")} == {cheap, dear}


CSV = "email,spirit,ends_at\nALICE@example.org,writer,\nalice@example.org,analyst,2999-12-31\n"


def test_a_csv_file_is_judged_line_by_line_in_three_queries(alice: User, django_assert_num_queries: Any) -> None:
    make_spirit("writer", tier="basic", price_points=40)
    bad = (
        CSV
        + "nobody@example.org,writer,\nalice@example.org,nothing,\nalice@example.org,writer,\n"
        + ("alice@example.org,writer,yesterday\n=cmd|'/c calc'!A1,writer,2000-01-01\n")
    )
    with django_assert_num_queries(3):
        lines = read_grants(bad, at=now())
    assert [(each.number, each.points, each.problem) for each in lines] == [
        (2, 40, ""), (3, 0, "There is no such spirit."), (4, 40, "Nobody active has this address."),
        (5, 0, "There is no such spirit."), (6, 40, "The same person and spirit stand above."),
        (7, 40, "The same person and spirit stand above."), (8, 40, "Nobody active has this address."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "email,spirit\n", "email,spirit,price\nx,y,1\n", "email,spirit\n\x00,y\n"]
)
def test_what_is_no_such_file_is_refused(db: None, text: str) -> None:
    with pytest.raises(InvalidInput):
        read_grants(text, at=now())


def test_the_page_shows_first_and_does_it_once_when_asked(alice: User, second: User) -> None:
    make_spirit("writer", tier="basic", price_points=10)
    make_spirit("analyst", tier="basic", price_points=20)
    desk, token = desk_of(second), "6f0c2d9e-4a51-5a0e-9a34-6f2f5c1a7b13"
    sent = {"text": CSV, "reason": "Course of spring", "token": token}
    page = desk.post("/admin/spirits/grant/bulk/", sent)
    assert (Grant.objects.count(), "worth 30 points" in page.content.decode()) == (0, True)
    for _ in range(2):
        assert desk.post("/admin/spirits/grant/bulk/", sent | {"confirm": "yes"}).status_code == 302
    made = list(Grant.objects.order_by("spirit__slug"))
    assert [(each.spirit.slug, each.reason, each.ends_at is None) for each in made] == [
        ("analyst", "Course of spring", False), ("writer", "Course of spring", True),
    ]  # fmt: skip
    broken = desk.post("/admin/spirits/grant/bulk/", sent | {"text": CSV + "x,y,\n", "confirm": "yes"})
    assert (broken.status_code, Grant.objects.count()) == (200, 2)
    assert desk_of(make_user(is_staff=True)).get("/admin/spirits/grant/bulk/").status_code == 403


def test_many_spirits_above_the_limit_wait(alice: User, staff: User, second: User) -> None:
    make_spirit("writer", tier="basic", price_points=90)
    make_spirit("analyst", tier="basic", price_points=90)
    grants = BulkGrants.of(read_grants(CSV, at=now()))
    wanted = Wanted(verb=Verb.BULK, about="2 lines", amount=180, payload=grants.payload(), reason="Course", key="c")
    held = do_or_ask(wanted, actor=staff, at=now())
    assert (held is not None, Grant.objects.count()) == (True, 0)
    assert held is not None
    agree(request=held, actor=second, at=now())
    assert Grant.objects.count() == 2
    assert grant_all(grants, key="c", reason="Course", actor=None, at=now()) == 0
