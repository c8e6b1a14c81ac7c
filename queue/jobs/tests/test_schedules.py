"""Schedules: slots, catching up, rivals, and clocks that stood still."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from django.db import connections

from jobs.errors import ScheduleRefused, UnknownKind
from jobs.models import Job, Schedule
from jobs.rules.slots import slots_after
from jobs.services.schedules import fire_due, schedule

MakeKind = Callable[..., str]
NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"),
    [
        ("*/15 * * * *", "UTC", NOON, ["28 12:15", "28 12:30", "28 12:45"]),
        ("30 7 * * 1-5", "Europe/Vienna", NOON, ["30 05:30", "31 05:30", "01 05:30"]),  # summer time began on the 29th
        ("30 2 * * *", "Europe/Vienna", NOON, ["29 01:00", "30 00:30", "31 00:30"]),  # 02:30 does not exist on the 29th
    ],
)
def test_cron_slots_follow_their_zone(cron: str, zone: str, after: datetime, expected: list[str]) -> None:
    slots = islice(slots_after(after, cron=cron, interval_seconds=None, time_zone=zone), 3)
    assert [f"{slot:%d %H:%M}" for slot in slots] == expected


def test_interval_slots_do_not_depend_on_when_one_looks() -> None:
    first = next(slots_after(NOON, cron="", interval_seconds=420, time_zone="UTC"))
    assert next(slots_after(first - timedelta(seconds=1), cron="", interval_seconds=420, time_zone="UTC")) == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("cron", {"cron": "every day"}),
        ("cron", {"cron": "0 0 31 2 *"}),
        ("cron", {}),
        ("cron", {"cron": "* * * * *", "interval_seconds": 5}),
        ("interval_seconds", {"interval_seconds": 0}),
        ("time_zone", {"cron": "* * * * *", "time_zone": "Mars/Olympus"}),
        ("catch_up", {"cron": "* * * * *", "catch_up": "maybe"}),
    ],
)
def test_nonsense_is_refused_by_field(make_kind: MakeKind, field: str, wrong: dict) -> None:
    with pytest.raises(ScheduleRefused) as refused:
        schedule(name="x", kind=make_kind(), at=NOON, **wrong)
    assert set(refused.value.fields) == {field}
    assert Schedule.objects.count() == 0


@pytest.mark.django_db
def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        schedule(name="x", kind="nobody.knows", at=NOON, cron="* * * * *")


@pytest.mark.django_db
def test_saying_it_again_changes_the_schedule_and_keeps_its_slot(make_kind: MakeKind) -> None:
    kind = make_kind()
    first = schedule(name="x", kind=kind, at=NOON, interval_seconds=600)
    again = schedule(name="x", kind=kind, at=NOON + minutes(25), interval_seconds=600, priority=1)
    assert (again.pk, again.next_at, again.priority) == (first.pk, first.next_at, 1)
    moved = schedule(name="x", kind=kind, at=NOON + minutes(25), interval_seconds=1200)
    assert moved.next_at == NOON + minutes(40)


@pytest.mark.django_db
@pytest.mark.parametrize(("catch_up", "fired"), [("skip", 0), ("once", 1), ("all", 12)])
def test_an_hour_without_a_beat(make_kind: MakeKind, catch_up: str, fired: int) -> None:
    """Twelve slots pass unseen, half a period before the next one."""
    schedule(name="x", kind=make_kind(), at=NOON, interval_seconds=300, catch_up=catch_up)
    assert fire_due(at=NOON + minutes(62.5)) == fired
    assert fire_due(at=NOON + minutes(62.5)) == 0
    assert Schedule.objects.get().next_at == NOON + minutes(65)
    assert fire_due(at=NOON + minutes(65)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_and_a_stopped_clock_fire_each_slot_once(make_kind: MakeKind) -> None:
    """Two beats look every half minute for two hours; both stand still for the hour between."""
    schedule(name="each minute", kind=make_kind(), at=NOON, cron="* * * * *", catch_up="all")
    looks = [NOON + minutes(n / 2) for n in range(121)] + [NOON + minutes(120 + n / 2) for n in range(121)]
    gate = threading.Barrier(2)

    def beat() -> None:
        for at in looks:
            gate.wait()
            fire_due(at=at)
        connections.close_all()

    rival = threading.Thread(target=beat)
    rival.start()
    beat()
    rival.join()
    due = 180
    assert Job.objects.count() / due == 1.0
    assert Job.objects.values("idempotency_key").distinct().count() == due


@pytest.mark.django_db
def test_a_schedule_whose_kind_is_gone_is_switched_off(make_kind: MakeKind) -> None:
    made = schedule(name="x", kind=make_kind(), at=NOON, interval_seconds=300)
    Schedule.objects.filter(pk=made.pk).update(kind="gone.away")
    assert fire_due(at=NOON + minutes(5)) == 0
    made.refresh_from_db()
    assert made.is_active is False
