"""Several statements in one message: each sees the one before it, and a refusal takes all of them back."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from project.ops.models import LimitRule
from project.ops.statements import Statement, inserting, run_together

pytestmark = pytest.mark.django_db


def test_each_statement_has_its_rows_and_sees_the_one_before() -> None:
    found = run_together(
        Statement("INSERT INTO auth_group (name) VALUES (%s) RETURNING name", ["100 % sure"]),
        Statement("SELECT name FROM auth_group WHERE name = ANY(%(names)s)", {"names": ["100 % sure", "another"]}),
        Statement("UPDATE auth_group SET name = 'other' WHERE name = %s", ["100 % sure"]),
        Statement("SELECT 1 WHERE FALSE"),
    )
    assert found == [[("100 % sure",)], [("100 % sure",)], [], []]
    assert run_together() == []


def test_it_is_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        run_together(Statement("SELECT 1"), Statement("SELECT 2"))


def test_what_one_refuses_none_did() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        run_together(
            Statement("INSERT INTO auth_group (name) VALUES (%s)", ["a"]),
            Statement("INSERT INTO auth_group (name) VALUES (%s)", ["a"]),
            Statement("SELECT 1"),
        )
    assert not Group.objects.filter(name="a").exists()


def test_rows_are_inserted_as_the_orm_would() -> None:
    assert inserting([]) == []
    rows = [LimitRule(group=f"g{number}", requests=number + 1, seconds=60) for number in range(2)]
    run_together(*inserting(rows))
    assert list(
        LimitRule.objects.filter(group__startswith="g").order_by("group").values_list("requests", flat=True)
    ) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_behind_a_lock_the_last_holders_work_is_seen() -> None:
    seen: list[Any] = []
    began = threading.Event()
    lock = Statement("SELECT pg_advisory_xact_lock(77)")

    def second() -> None:
        with transaction.atomic():
            connection.ensure_connection()
            began.set()
            seen.extend(run_together(lock, Statement("SELECT name FROM auth_group WHERE name = 'late'"))[1])
        connection.close()

    with transaction.atomic():
        run_together(lock)
        waiting = threading.Thread(target=second)
        waiting.start()
        began.wait()
        while not run_together(Statement("SELECT 1 FROM pg_locks WHERE objid = 77 AND NOT granted"))[0]:
            pass
        Group.objects.create(name="late")
    waiting.join()
    assert seen == [("late",)]
