"""Subscriptions: begin, change with proration, cancel, pause, renew, grace; months that end early."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.testing import make_user
from spirits.models import LedgerTransaction, Plan, PlanVersion, Spirit, Subscription, SubscriptionPeriod
from spirits.queries.economy.access import access_to
from spirits.queries.economy.accounts import points_of
from spirits.queries.economy.reconciliation import find_breaks
from spirits.queries.economy.subscriptions import discount_of, running_version
from spirits.queries.limits import limits_of
from spirits.rules.economy.errors import (
    AlreadySubscribed,
    NotEnoughPoints,
    NotForSale,
    NotSubscribed,
    PriceChanged,
    SamePlan,
)  # fmt: skip
from spirits.rules.economy.periods import boundary, month_around, plan_change
from spirits.services.economy.move_points import grant_points
from spirits.services.subscription import (
    cancel_subscription,
    change_plan,
    keep_subscription,
    pause_subscription,
    preview_change,
    renew_due,
    resume_subscription,
    sold_version,
    subscribe,
)  # fmt: skip
from spirits.testing import make_spirit

DAY = timedelta(days=1)
START = datetime(2031, 1, 31, 12, tzinfo=UTC)  # later than now, so that the plans have prices


def make_plan(slug: str, cents: int, *spirits: Spirit, **fields: Any) -> Plan:
    values = {"name": slug.title(), "support": "priority", "description": "", "state": "live", "max_minions": 5}
    plan = Plan.objects.create(slug=slug, price_cents=cents, **values | fields)
    plan.spirits.set(spirits)
    return plan


def give(user: User, points: int, key: str = "start") -> None:
    grant_points(user=user, points=points, key=f"{key}:{user.pk}", at=START, reason="Welcome")


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", tier="basic", price_points=30)


@pytest.fixture
def creator(spirit: Spirit) -> Plan:
    return make_plan("creator", 999, spirit, discount_percent=20)


@pytest.fixture
def pro(spirit: Spirit) -> Plan:
    return make_plan("professional", 1999, spirit, discount_percent=35, has_api_access=True)


def is_open(user: User, spirit: Spirit, at: datetime) -> bool:
    return access_to(user, spirit.pk, at=at).is_open


def spans(user: User) -> list[tuple[datetime, datetime]]:
    rows = SubscriptionPeriod.objects.filter(subscription__owner=user).order_by("starts_at")
    return [(row.starts_at, row.cut_at or row.ends_at) for row in rows]


def test_a_plan_is_paid_for_a_month_and_opens_its_spirits(alice: User, creator: Plan, spirit: Spirit) -> None:
    give(alice, 150)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    assert (points_of(alice), discount_of(alice, at=START)) == (50, 20)
    assert spans(alice) == [(START, datetime(2031, 2, 28, 12, tzinfo=UTC))]
    assert is_open(alice, spirit, START)
    with pytest.raises(AlreadySubscribed):
        subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    assert find_breaks() == []


def test_without_points_nothing_begins(alice: User, creator: Plan) -> None:
    give(alice, 99)
    with pytest.raises(NotEnoughPoints):
        subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    assert (points_of(alice), Subscription.objects.count(), SubscriptionPeriod.objects.count()) == (99, 0, 0)


def test_another_price_than_agreed_is_refused(alice: User, creator: Plan) -> None:
    give(alice, 150)
    with pytest.raises(PriceChanged):
        subscribe(user=alice, plan=creator, agreed_points=99, at=START)
    assert (points_of(alice), Subscription.objects.count()) == (150, 0)


def test_a_plan_that_is_free_or_not_live_is_not_sold(alice: User, db: None) -> None:
    for plan in (make_plan("free", 0), make_plan("draft", 999, state="draft")):
        with pytest.raises(NotForSale):
            subscribe(user=alice, plan=plan, agreed_points=0, at=START)


def test_months_follow_the_anchor_and_come_back_to_the_31st(alice: User, creator: Plan) -> None:
    give(alice, 10_000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    at = START
    for _ in range(134):
        at += 3 * DAY
        renew_due(at=at)
    found = spans(alice)
    assert [f"{end:%m-%d}" for _, end in found[:6]] == ["02-28", "03-31", "04-30", "05-31", "06-30", "07-31"]
    assert all(one[1] == two[0] for one, two in pairwise(found))
    assert (len(found), points_of(alice)) == (14, 10_000 - 14 * 100)


def test_renewing_twice_charges_once(alice: User, creator: Plan) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    later = START + 30 * DAY
    assert renew_due(at=later) == {"renewed": 1, "charging": 0, "failed": 0, "ended": 0, "waiting": 0}
    assert renew_due(at=later) == {"renewed": 0, "charging": 0, "failed": 0, "ended": 0, "waiting": 0}
    assert points_of(alice) == 800


def test_a_charge_that_fails_is_tried_daily_and_ends_with_grace(alice: User, creator: Plan, spirit: Spirit) -> None:
    give(alice, 100)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    due = boundary(START, 1)
    assert [renew_due(at=due + day * DAY)["failed"] for day in range(7)] == [1] * 7
    assert is_open(alice, spirit, due + 6.9 * DAY)
    assert not is_open(alice, spirit, due + 7 * DAY)
    assert renew_due(at=due + 7 * DAY)["ended"] == 1
    kept = Subscription.objects.get()
    assert (kept.failed_charges, kept.ended_at, points_of(alice)) == (7, due + 7 * DAY, 0)


def test_a_charge_that_succeeds_within_grace_leaves_no_gap(alice: User, creator: Plan) -> None:
    give(alice, 100)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    due = boundary(START, 1)
    renew_due(at=due)
    give(alice, 100, key="more")
    assert renew_due(at=due + DAY / 2)["renewed"] == 0  # the next try is a day later
    assert renew_due(at=due + DAY)["renewed"] == 1
    assert spans(alice) == [(START, due), (due, boundary(START, 2))]
    assert Subscription.objects.get().failed_charges == 0


def test_a_cancelled_plan_lasts_to_the_end_and_may_be_kept(alice: User, creator: Plan, spirit: Spirit) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    cancel_subscription(user=alice, at=START + DAY)
    due = boundary(START, 1)
    assert (is_open(alice, spirit, due - DAY), is_open(alice, spirit, due)) == (True, False)
    keep_subscription(user=alice)
    assert is_open(alice, spirit, due)
    cancel_subscription(user=alice, at=START + 2 * DAY)
    assert renew_due(at=due)["ended"] == 1
    assert (points_of(alice), running_version(alice, at=due)) == (900, None)
    with pytest.raises(NotSubscribed):
        cancel_subscription(user=alice, at=due)


def test_a_dearer_plan_starts_now_for_the_difference_of_what_is_left(
    alice: User, creator: Plan, pro: Plan, spirit: Spirit
) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    half = START + 14 * DAY  # of a month of 28 days
    change = preview_change(user=alice, plan=pro, at=half)
    assert (change.is_immediate, change.credit, change.price, change.charge) == (True, 50, 100, 50)
    with pytest.raises(PriceChanged):
        change_plan(user=alice, plan=pro, agreed_points=49, at=half)
    change_plan(user=alice, plan=pro, agreed_points=50, at=half)
    assert points_of(alice) == 850
    assert spans(alice) == [(START, half), (half, boundary(START, 1))]
    assert [discount_of(alice, at=at) for at in (half - DAY, half)] == [20, 35]
    renew_due(at=boundary(START, 1))
    assert points_of(alice) == 650


def test_changing_twice_costs_as_much_as_once(alice: User, bob: User, creator: Plan, pro: Plan) -> None:
    top = make_plan("enterprise", 4999)
    at = START + 14 * DAY
    for user in (alice, bob):
        give(user, 1000)
        subscribe(user=user, plan=creator, agreed_points=100, at=START)
    for plan in (pro, top):
        change_plan(user=alice, plan=plan, agreed_points=preview_change(user=alice, plan=plan, at=at).charge, at=at)
        at += timedelta(microseconds=1)
    at = START + 14 * DAY
    change_plan(user=bob, plan=top, agreed_points=preview_change(user=bob, plan=top, at=at).charge, at=at)
    assert points_of(alice) == points_of(bob) == 700


def test_a_cheaper_plan_starts_with_the_next_period(alice: User, creator: Plan, pro: Plan) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=pro, agreed_points=200, at=START)
    change = preview_change(user=alice, plan=creator, at=START + DAY)
    assert (change.is_immediate, change.charge, change.starts_at) == (False, 0, boundary(START, 1))
    change_plan(user=alice, plan=creator, agreed_points=0, at=START + DAY)
    assert [discount_of(alice, at=START + DAY), points_of(alice)] == [35, 800]
    renew_due(at=boundary(START, 1))
    assert [discount_of(alice, at=boundary(START, 1)), points_of(alice)] == [20, 700]


def test_the_same_plan_is_no_change_and_no_plan_cannot_change(alice: User, bob: User, creator: Plan) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    with pytest.raises(SamePlan):
        change_plan(user=alice, plan=creator, agreed_points=0, at=START)
    with pytest.raises(NotSubscribed):
        change_plan(user=bob, plan=creator, agreed_points=0, at=START)


def test_who_subscribed_before_a_price_rise_keeps_their_price(alice: User, bob: User, creator: Plan) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    Plan.objects.filter(pk=creator.pk).update(price_cents=1499)
    creator.refresh_from_db()
    later = boundary(START, 1)
    renew_due(at=later)
    assert (points_of(alice), sold_version(creator, at=later).price_points) == (800, 150)
    assert PlanVersion.objects.filter(plan=creator).count() == 2
    assert sold_version(creator, at=later) == sold_version(creator, at=later)


def test_a_paused_plan_is_not_charged_and_goes_on_when_resumed(alice: User, creator: Plan, spirit: Spirit) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    pause_subscription(user=alice, at=START + DAY)
    due = boundary(START, 1)
    assert (is_open(alice, spirit, due - DAY), is_open(alice, spirit, due)) == (True, False)
    assert renew_due(at=due + 20 * DAY)["renewed"] == 0
    resume_subscription(user=alice, at=due + 30 * DAY)
    assert (points_of(alice), spans(alice)[1]) == (800, (due + 30 * DAY, boundary(due + 30 * DAY, 1)))
    assert is_open(alice, spirit, due + 30 * DAY)


def test_each_paid_month_brings_the_points_of_the_plan(alice: User, spirit: Spirit) -> None:
    plan = make_plan("generous", 999, spirit, monthly_points=40)
    dearer = make_plan("dearer", 1999, spirit, monthly_points=90)
    give(alice, 1_000)
    subscribe(user=alice, plan=plan, agreed_points=100, at=START)
    assert points_of(alice) == 940
    renew_due(at=boundary(START, 1))
    assert points_of(alice) == 880
    change_plan(user=alice, plan=dearer, agreed_points=100, at=boundary(START, 1))  # the rest of a month brings none
    assert points_of(alice) == 780
    renew_due(at=boundary(START, 2))
    assert (points_of(alice), find_breaks()) == (670, [])


def test_a_plan_cancelled_in_its_pause_ends_with_its_month(alice: User, creator: Plan) -> None:
    give(alice, 1_000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    pause_subscription(user=alice, at=START + DAY)
    cancel_subscription(user=alice, at=START + 2 * DAY)
    assert renew_due(at=boundary(START, 1))["ended"] == 1
    subscribe(user=alice, plan=creator, agreed_points=100, at=START + 60 * DAY)  # a new one can begin
    assert points_of(alice) == 800


def test_a_pause_within_a_paid_month_costs_nothing(alice: User, creator: Plan) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    pause_subscription(user=alice, at=START + DAY)
    resume_subscription(user=alice, at=START + 2 * DAY)
    assert (points_of(alice), len(spans(alice))) == (900, 1)


def test_a_deleted_persons_plan_ends_and_its_periods_stay(alice: User, creator: Plan) -> None:
    give(alice, 1000)
    subscribe(user=alice, plan=creator, agreed_points=100, at=START)
    alice.delete()
    assert renew_due(at=boundary(START, 1))["ended"] == 1
    assert SubscriptionPeriod.objects.count() == 1


def test_limits_follow_the_running_plan(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan("professional", 1999, max_minions=10, max_spirits_per_minion=5, has_api_access=True)
    give(alice, 1000)
    subscribe(user=alice, plan=plan, agreed_points=200, at=START)
    monkeypatch.setattr("spirits.queries.limits.now", lambda: START)
    found = limits_of(alice)
    assert (found.plan, found.max_minions, found.max_spirits_per_minion, found.has_api_access) == (
        "Professional", 10, 5, True,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_rival_workers_renew_once() -> None:
    plan = make_plan("creator", 999)
    people = [make_user() for _ in range(6)]
    for user in people:
        give(user, 1000)
        subscribe(user=user, plan=plan, agreed_points=100, at=START)
    due = boundary(START, 1)
    outcomes: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        outcomes.append(renew_due(at=due)["renewed"])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sum(outcomes) == 6
    assert [points_of(user) for user in people] == [800] * 6
    assert LedgerTransaction.objects.filter(kind="subscription").count() == 12
    assert find_breaks() == []


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-01-31", 2, "2026-03-31"),
        ("2026-01-31", 3, "2026-04-30"), ("2026-01-30", 1, "2026-02-28"), ("2026-01-29", 1, "2026-02-28"),
        ("2028-01-29", 1, "2028-02-29"), ("2026-12-31", 1, "2027-01-31"), ("2026-12-31", 2, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"), ("2028-02-29", 48, "2032-02-29"), ("2026-05-15", 0, "2026-05-15"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"), ("2026-08-31", 6, "2027-02-28"),
    ],
)  # fmt: skip
def test_a_boundary_is_counted_from_the_anchor(anchor: str, months: int, expected: str) -> None:
    assert boundary(moment(anchor), months) == moment(expected)


@pytest.mark.parametrize(
    ("anchor", "at", "start", "end"),
    [
        ("2026-01-31", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "2026-02-27T23:59:59.999999", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "2026-02-28", "2026-02-28", "2026-03-31"),
        ("2026-01-31", "2026-03-30", "2026-02-28", "2026-03-31"),
        ("2026-01-31", "2026-03-31", "2026-03-31", "2026-04-30"),
        ("2026-01-15", "2027-01-14", "2026-12-15", "2027-01-15"),
        ("2026-01-15", "2027-01-15", "2027-01-15", "2027-02-15"),
    ],
)
def test_each_moment_lies_in_one_month(anchor: str, at: str, start: str, end: str) -> None:
    assert month_around(moment(anchor), moment(at)) == (moment(start), moment(end))


@pytest.mark.parametrize(
    ("held", "new", "at", "charge"),
    [
        (100, 200, "2026-01-01", 100), (100, 200, "2026-01-16T12:00:00", 50), (100, 200, "2026-01-31T23:59:59", 0),
        (200, 200, "2026-01-10", 0), (200, 100, "2026-01-10", 0), (0, 100, "2026-01-16T12:00:00", 50),
        (100, 101, "2026-01-16T12:00:00", 1), (99, 200, "2026-01-16T12:00:00", 50),
    ],
)  # fmt: skip
def test_a_change_costs_the_difference_of_the_shares(held: int, new: int, at: str, charge: int) -> None:
    change = plan_change(anchor=moment("2026-01-01"), held_price=held, new_price=new, at=moment(at))
    assert change.charge == charge
