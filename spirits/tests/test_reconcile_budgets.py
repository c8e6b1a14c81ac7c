"""Reconciliation finds reservations and budgets that disagree with the ledger."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from spirits.models import Budget
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.budget import reserve, settle
from spirits.services.economy.move_points import grant_points

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sql", "checks"),
    [
        ("UPDATE spirits_reservation SET points = 8 WHERE state = 'settled'",
         {"settled_work_was_charged", "budget_use_is_the_sum_of_work"}),
        ("UPDATE spirits_reservation SET state = 'released', points = 0, tokens = 0, closed_at = now() WHERE state = 'held'",
         {"held_points_are_reserved", "reservation_moved_its_points", "budget_use_is_the_sum_of_work"}),
        ("UPDATE spirits_reservation SET held_id = NULL WHERE state = 'held'",
         {"held_points_are_reserved", "reservation_moved_its_points"}),
        ("UPDATE spirits_budgetuse SET tokens = tokens + 1", {"budget_use_is_the_sum_of_work"}),
    ],
)  # fmt: skip
def test_a_seeded_corruption_is_found(alice: User, sql: str, checks: set[str]) -> None:
    grant_points(user=alice, points=100, key="start", at=NOON, reason="Welcome")
    Budget.objects.create(user=alice, points_limit=100)
    done = uuid4()
    reserve(user=alice, run_id=done, upper_points=10, at=NOON)
    settle(run_id=done, points=7, at=NOON)
    reserve(user=alice, run_id=uuid4(), upper_points=20, at=NOON)
    assert find_breaks() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    assert {each.check for each in find_breaks()} == checks
