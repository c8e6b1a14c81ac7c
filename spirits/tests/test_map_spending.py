"""What was spent, day by day, in a grid."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from spirits.queries.economy.accounts import spent_by_day
from spirits.rules.economy.heat import WEEKS, first_day, grid
from spirits.services.budget import reserve, settle
from spirits.services.economy.move_points import grant_points, take_points

THURSDAY = date(2026, 3, 5)


def test_the_grid_ends_with_today_and_is_as_warm_as_what_was_spent() -> None:
    rows = grid({THURSDAY: 40, date(2026, 3, 2): 11, date(2026, 3, 3): 10, date(2026, 3, 4): 1}, today=THURSDAY)
    assert [len(row) for row in rows] == [WEEKS] * 7
    last = [row[-1] for row in rows]
    assert [(day.points, day.warmth) if day else None for day in last] == [
        (11, 2), (10, 1), (1, 1), (40, 4), None, None, None,
    ]  # fmt: skip
    assert rows[0][0] is not None
    assert rows[0][0].date == first_day(THURSDAY) == date(2025, 9, 8)
    assert all(day.warmth == 0 for row in grid({}, today=THURSDAY) for day in row if day)


@pytest.mark.django_db
def test_what_came_back_is_not_spent_and_days_are_the_persons_own(alice: User, bob: User) -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    for user in (alice, bob):
        grant_points(user=user, points=500, key=f"start:{user.pk}", at=late, reason="")
    run = alice.pk
    reserve(user=alice, run_id=run, upper_points=100, at=late)
    settle(run_id=run, points=30, at=late)
    take_points(user=alice, points=5, key="taken", at=late, reason="")  # staff's correction is no spending
    since = late - timedelta(days=3)
    assert spent_by_day(alice, since=since, zone=UTC) == {date(2026, 3, 4): 30}
    assert spent_by_day(alice, since=since, zone=ZoneInfo("Europe/Berlin")) == {date(2026, 3, 5): 30}
    assert spent_by_day(alice, since=late + timedelta(1), zone=UTC) == {}
    assert spent_by_day(bob, since=since, zone=UTC) == {}


@pytest.mark.django_db
def test_the_page_shows_the_map_once_something_was_spent(alice: User) -> None:
    page = client_of(alice)
    assert b"heat-title" not in page.get("/points/").content
    grant_points(user=alice, points=500, key="start", at=now(), reason="")
    reserve(user=alice, run_id=alice.pk, upper_points=7, at=now())
    shown = page.get("/points/").content.decode()
    assert shown.count('class="heat-4"') == 1
    assert ": 7 points" in shown
