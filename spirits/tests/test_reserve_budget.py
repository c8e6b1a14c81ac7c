"""Reserve, settle and release around work that costs points."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts.models import Notification, User
from accounts.testing import make_user
from spirits.models import AccountKind, Budget, BudgetUse, LedgerTransaction, Reservation
from spirits.queries.economy.accounts import held_points_of, points_of, site_balance
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.budgets import ModelPrice, Period, notice_due, points_for, start_of
from spirits.rules.economy.errors import BadAmount, BudgetSpent, KeyReused, NotEnoughPoints, ReservationClosed
from spirits.services.budget import release, release_expired, reserve, settle
from spirits.services.economy.move_points import grant_points

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday


def give(user: User, points: int) -> None:
    grant_points(user=user, points=points, key=f"start:{user.pk}", at=NOON, reason="Welcome")


def test_work_is_reserved_and_charged_with_what_it_cost(alice: User) -> None:
    give(alice, 100)
    run = uuid4()
    kept = reserve(user=alice, run_id=run, upper_points=40, upper_tokens=900, at=NOON)
    assert (kept.state, points_of(alice), held_points_of(alice)) == ("held", 60, 40)
    done = settle(run_id=run, points=37, tokens=800, explanation=[{"part": "input", "tokens": 800}], at=NOON)
    assert (done.state, done.points, done.tokens, done.closed_at) == ("settled", 37, 800, NOON)
    assert (points_of(alice), held_points_of(alice), site_balance(AccountKind.SPENT)) == (63, 0, 37)
    assert Reservation.objects.get().explanation == [{"part": "input", "tokens": 800}]
    assert find_breaks() == []


def test_released_work_costs_nothing(alice: User) -> None:
    give(alice, 100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    assert release(run_id=run, at=NOON).state == "released"
    assert (points_of(alice), held_points_of(alice), site_balance(AccountKind.SPENT)) == (100, 0, 0)


def test_each_step_may_be_repeated(alice: User) -> None:
    give(alice, 100)
    run = uuid4()
    first = reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    assert reserve(user=alice, run_id=run, upper_points=40, at=NOON) == first
    settle(run_id=run, points=37, at=NOON)
    settle(run_id=run, points=37, at=NOON)
    assert release(run_id=run, at=NOON).state == "settled"
    assert reserve(user=alice, run_id=run, upper_points=40, at=NOON).state == "settled"
    assert (points_of(alice), held_points_of(alice), LedgerTransaction.objects.count()) == (63, 0, 3)


def test_a_repeat_with_other_figures_is_refused(alice: User, bob: User) -> None:
    give(alice, 100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    with pytest.raises(KeyReused):
        reserve(user=alice, run_id=run, upper_points=41, at=NOON)
    with pytest.raises(KeyReused):
        reserve(user=bob, run_id=run, upper_points=40, at=NOON)
    settle(run_id=run, points=10, at=NOON)
    with pytest.raises(ReservationClosed):
        settle(run_id=run, points=11, at=NOON)
    assert (points_of(alice), held_points_of(alice)) == (90, 0)


def test_settling_released_work_is_refused(alice: User) -> None:
    give(alice, 100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    release(run_id=run, at=NOON)
    with pytest.raises(ReservationClosed):
        settle(run_id=run, points=1, at=NOON)
    assert points_of(alice) == 100


def test_work_that_the_wallet_cannot_pay_is_refused(alice: User) -> None:
    give(alice, 39)
    with pytest.raises(NotEnoughPoints):
        reserve(user=alice, run_id=uuid4(), upper_points=40, at=NOON)
    assert (points_of(alice), Reservation.objects.count(), held_points_of(alice)) == (39, 0, 0)


def test_free_work_needs_no_points(alice: User) -> None:
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=0, upper_tokens=500, at=NOON)
    settle(run_id=run, points=0, tokens=450, at=NOON)
    assert (LedgerTransaction.objects.count(), Reservation.objects.get().tokens) == (0, 450)


def test_more_than_was_reserved_is_never_charged(alice: User) -> None:
    give(alice, 100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    done = settle(run_id=run, points=55, at=NOON)
    assert (done.points, done.unpaid_points, points_of(alice)) == (40, 15, 60)
    assert settle(run_id=run, points=55, at=NOON) == done


@pytest.mark.parametrize("points", [-1, 10**12 + 1, True, 2.5, "9"])
def test_a_nonsense_bound_is_refused(alice: User, points: Any) -> None:
    with pytest.raises(BadAmount):
        reserve(user=alice, run_id=uuid4(), upper_points=points, at=NOON)
    assert Reservation.objects.count() == 0


def test_a_negative_cost_is_refused(alice: User) -> None:
    give(alice, 100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    with pytest.raises(BadAmount):
        settle(run_id=run, points=-1, at=NOON)
    assert Reservation.objects.get().state == "held"


def test_a_budget_counts_reserved_and_settled_work(alice: User) -> None:
    give(alice, 1000)
    budget = Budget.objects.create(user=alice, period=Period.MONTH, points_limit=100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=60, at=NOON)
    with pytest.raises(BudgetSpent):
        reserve(user=alice, run_id=uuid4(), upper_points=41, at=NOON)
    settle(run_id=run, points=10, at=NOON)
    reserve(user=alice, run_id=uuid4(), upper_points=90, at=NOON)
    use = BudgetUse.objects.get(budget=budget)
    assert (use.starts_at, use.points, points_of(alice)) == (datetime(2026, 3, 1, tzinfo=UTC), 100, 900)


def test_a_budget_starts_again_with_its_period(alice: User) -> None:
    give(alice, 1000)
    Budget.objects.create(user=alice, period=Period.DAY, points_limit=50)
    reserve(user=alice, run_id=uuid4(), upper_points=50, at=NOON)
    with pytest.raises(BudgetSpent):
        reserve(user=alice, run_id=uuid4(), upper_points=1, at=NOON.replace(hour=23, minute=59))
    reserve(user=alice, run_id=uuid4(), upper_points=50, at=NOON.replace(day=5, hour=0))
    assert points_of(alice) == 900


def test_a_groups_budget_is_shared_and_a_token_budget_counts_tokens(alice: User, bob: User, charlie: User) -> None:
    team = Group.objects.create(name="Team")
    alice.groups.add(team)
    bob.groups.add(team)
    Budget.objects.create(group=team, tokens_limit=1000)
    reserve(user=alice, run_id=uuid4(), upper_points=0, upper_tokens=600, at=NOON)
    with pytest.raises(BudgetSpent):
        reserve(user=bob, run_id=uuid4(), upper_points=0, upper_tokens=401, at=NOON)
    reserve(user=charlie, run_id=uuid4(), upper_points=0, upper_tokens=5000, at=NOON)
    assert BudgetUse.objects.get().tokens == 600


def test_a_keys_budget_holds_for_that_key_only(alice: User) -> None:
    key = uuid4()
    Budget.objects.create(api_key=key, tokens_limit=10)
    with pytest.raises(BudgetSpent):
        reserve(user=alice, run_id=uuid4(), upper_points=0, upper_tokens=11, api_key=key, at=NOON)
    reserve(user=alice, run_id=uuid4(), upper_points=0, upper_tokens=11, api_key=uuid4(), at=NOON)


def test_a_refusal_by_one_budget_counts_against_none(alice: User) -> None:
    give(alice, 100)
    Budget.objects.create(user=alice, period=Period.MONTH, points_limit=100)
    Budget.objects.create(user=alice, period=Period.DAY, points_limit=10)
    with pytest.raises(BudgetSpent):
        reserve(user=alice, run_id=uuid4(), upper_points=11, at=NOON)
    assert (BudgetUse.objects.count(), points_of(alice)) == (0, 100)


def test_people_are_told_at_80_and_100_percent_once(
    alice: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[tuple[str, int]] = []
    monkeypatch.setattr("spirits.services.budget.uses.announce", lambda topic, m: told.append((topic, m["percent"])))
    give(alice, 1000)
    Budget.objects.create(user=alice, points_limit=100)
    for points in (79, 1, 5, 15):
        with django_capture_on_commit_callbacks(execute=True):
            reserve(user=alice, run_id=uuid4(), upper_points=points, at=NOON)
    assert told == [(f"user:{alice.pk}", 80), (f"user:{alice.pk}", 100)]
    titles = Notification.objects.filter(user=alice).order_by("id").values_list("title", flat=True)
    assert [title[:4] for title in titles] == ["80 %", "100 "]


def test_what_dead_work_reserved_comes_back(alice: User) -> None:
    give(alice, 100)
    reserve(user=alice, run_id=uuid4(), upper_points=30, at=NOON, lasting=timedelta(minutes=5))
    kept = reserve(user=alice, run_id=uuid4(), upper_points=30, at=NOON)
    later = NOON + timedelta(minutes=5)
    assert release_expired(at=NOON + timedelta(minutes=4)) == 0
    assert release_expired(at=later) == 1
    assert release_expired(at=later) == 0
    assert (points_of(alice), held_points_of(alice)) == (70, 30)
    assert Reservation.objects.get(state="held") == kept


@pytest.mark.django_db(transaction=True)
def test_50_parallel_calls_never_exceed_the_budget() -> None:
    alice = make_user("alice@example.org")
    give(alice, 10_000)
    Budget.objects.create(user=alice, points_limit=100)
    held: list[Any] = []
    refused: list[Any] = []
    start = threading.Barrier(10)

    def work() -> None:
        start.wait()
        for _ in range(5):
            run = uuid4()
            try:
                reserve(user=alice, run_id=run, upper_points=7, at=NOON)
                held.append(run)
            except BudgetSpent:
                refused.append(run)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert (len(held), len(refused)) == (14, 36)
    assert (points_of(alice), held_points_of(alice), BudgetUse.objects.get().points) == (9902, 98, 98)
    assert find_breaks() == []


@pytest.mark.django_db(transaction=True)
def test_settling_and_releasing_at_once_closes_once() -> None:
    alice = make_user("alice@example.org")
    give(alice, 100)
    run = uuid4()
    reserve(user=alice, run_id=run, upper_points=40, at=NOON)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def close(verb: Any, **figures: Any) -> None:
        start.wait()
        try:
            outcomes.append(verb(run_id=run, at=NOON, **figures).state)
        except ReservationClosed:
            outcomes.append("refused")
        connection.close()

    rivals = [
        threading.Thread(target=close, args=(release,)),
        threading.Thread(target=close, args=(settle,), kwargs={"points": 9}),
    ]
    [each.start() for each in rivals]
    [each.join() for each in rivals]
    assert (sorted(outcomes), points_of(alice)) in [(["settled", "settled"], 91), (["refused", "released"], 100)]
    assert held_points_of(alice) == 0


@pytest.mark.parametrize(
    ("period", "start"),
    [("day", (2026, 3, 4)), ("week", (2026, 3, 2)), ("month", (2026, 3, 1)), ("total", (1970, 1, 1))],
)
def test_periods_begin_in_utc(period: str, start: tuple[int, int, int]) -> None:
    assert start_of(period, NOON) == datetime(*start, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tokens_in", "tokens_out", "points"),
    [
        (0, 0, 0),
        (1, 0, 1),
        (1_000_000, 0, 3),
        (0, 1_000_000, 15),
        (333_334, 0, 2),
        (500_000, 100_000, 3),
        (999_999, 1, 4),
    ],
)
def test_points_are_rounded_up_once(tokens_in: int, tokens_out: int, points: int) -> None:
    assert points_for(ModelPrice(3, 15), input_tokens=tokens_in, output_tokens=tokens_out) == points


@pytest.mark.parametrize(
    ("used", "limit", "noticed", "due"),
    [(79, 100, 0, 0), (80, 100, 0, 80), (100, 100, 0, 100), (100, 100, 80, 100), (100, 100, 100, 0), (5, None, 0, 0),
     (0, 0, 0, 0)],
)  # fmt: skip
def test_a_notice_is_due_once(used: int, limit: int | None, noticed: int, due: int) -> None:
    assert notice_due(used=used, limit=limit, noticed=noticed) == due
