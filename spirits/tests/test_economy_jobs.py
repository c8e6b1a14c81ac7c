"""The economy's jobs and their schedules."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts.models import User
from jobs.models import Schedule
from jobs.registry import handler_of
from project.lib.clock import now
from spirits.queries.economy.accounts import points_of
from spirits.services.budget import reserve
from spirits.services.economy.move_points import grant_points


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("spirits.renew_subscriptions", {"renewed": 0, "charging": 0, "failed": 0, "ended": 0, "waiting": 0}),
        ("spirits.apply_prices", {"changed": 0}),
    ],
)
def test_a_job_with_nothing_to_do_says_so(db: None, kind: str, result: dict[str, int]) -> None:
    assert handler_of(kind).work(None, None) == result


def test_reservations_of_dead_work_are_released(alice: User) -> None:
    grant_points(user=alice, points=50, key="start", at=now(), reason="Welcome")
    reserve(user=alice, run_id=uuid4(), upper_points=50, at=now() - timedelta(hours=7))
    assert handler_of("spirits.release_reservations").work(None, None) == {"released": 1}
    assert points_of(alice) == 50


def test_reconciliation_reports_what_it_checked(alice: User) -> None:
    found = handler_of("spirits.reconcile").work(None, None)
    assert found["checks"] > 35
    assert (found["broken"], found["rows"]) == (0, [])


def test_the_schedules_are_made_once(db: None) -> None:
    call_command("schedule_economy")
    call_command("schedule_economy")
    assert Schedule.objects.filter(kind__startswith="spirits.").count() == 6
