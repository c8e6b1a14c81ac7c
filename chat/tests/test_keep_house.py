"""The daily tidying is scheduled, and does its work."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from chat.housekeeping import keep_house
from jobs.models import Schedule
from jobs.registry import handler_of
from project.api.models import IdempotentRequest
from project.lib.clock import now

pytestmark = pytest.mark.django_db
ANYTHING: Any = None


def test_it_is_scheduled_once_a_day() -> None:
    schedule = Schedule.objects.get(kind="site.keep_house")
    assert schedule.interval_seconds == 86_400
    assert handler_of("site.keep_house")


def test_old_answers_go_and_fresh_ones_stay(alice: User) -> None:
    old = IdempotentRequest.objects.create(user=alice, key="old", fingerprint="x")
    IdempotentRequest.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=3))
    fresh = IdempotentRequest.objects.create(user=alice, key="fresh", fingerprint="x")
    for _ in range(2):
        keep_house(ANYTHING, None)
    assert list(IdempotentRequest.objects.values_list("pk", flat=True)) == [fresh.pk]
