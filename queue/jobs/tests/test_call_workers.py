"""Calls to sleeping workers and tickets for when none sleeps, on the real broker; a child's watch over its lanes."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import OperationalError
from redis import Redis

from jobs.services import wake
from jobs.services.wake import MOST_TICKETS, call, call_key, leave_ticket, send_ticket, ticket_key
from jobs.worker import watch
from jobs.worker.watch import Watch

LANE = "gpu"


@pytest.fixture
def broker() -> Iterator[Redis]:
    client = Redis.from_url(settings.REDIS_URL)
    keys = (LANE, call_key(LANE), ticket_key(LANE), call_key("bulk"))
    client.delete(*keys)
    yield client
    client.delete(*keys)


def test_a_second_call_nobody_took_says_that_nobody_sleeps_and_does_not_pile_up(broker: Redis) -> None:
    assert call(LANE, client=broker)
    assert not call(LANE, client=broker)
    assert not call(LANE, client=broker)
    assert broker.llen(call_key(LANE)) == 1


def test_a_taken_call_makes_room_for_the_next(broker: Redis) -> None:
    call(LANE, client=broker)
    broker.blpop([call_key(LANE)], timeout=1)
    assert call(LANE, client=broker)


def test_the_waker_leaves_a_ticket_only_when_an_earlier_call_was_not_taken(broker: Redis) -> None:
    waker = wake.Waker()
    waker.wake(LANE)
    assert waker.flush(5)
    assert (broker.llen(call_key(LANE)), broker.llen(LANE)) == (1, 0)
    waker.wake(LANE)
    assert waker.flush(5)
    assert (broker.llen(call_key(LANE)), broker.llen(LANE)) == (1, 1)


def test_few_tickets_lie_in_the_broker_however_often_they_are_left(broker: Redis) -> None:
    assert [leave_ticket(LANE, client=broker) for _ in range(MOST_TICKETS + 3)].count(True) == MOST_TICKETS
    assert broker.llen(LANE) == MOST_TICKETS
    assert not send_ticket(LANE, client=broker)


class Recorder:
    """Stands in for a drain: remembers the lanes, and fails as often as told."""

    def __init__(self, *, failures: int = 0) -> None:
        self.lanes: list[str] = []
        self.failures = failures

    def drain(self, lane: str) -> int:
        self.lanes.append(lane)
        if self.failures:
            self.failures -= 1
            raise OperationalError("away")
        return 0


def watch_of(drain: Recorder, broker: Redis, *, rounds: int) -> Watch:
    left = iter([False] * rounds + [True] * 100)
    return Watch(drain, lanes=["bulk", LANE], broker=broker, is_over=lambda: next(left))  # type: ignore[arg-type]


def test_a_watch_answers_its_ticket_then_each_call_and_serves_the_lane_just_served_last(broker: Redis) -> None:
    drain = Recorder()
    for lane in (LANE, "bulk"):
        call(lane, client=broker)
    watch_of(drain, broker, rounds=2).stand("bulk")
    assert drain.lanes == ["bulk", LANE, "bulk"]


def test_what_could_not_be_written_is_written_before_anything_else(
    broker: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "REST", 0)
    drain = Recorder(failures=2)
    call(LANE, client=broker)
    watch_of(drain, broker, rounds=3).stand("bulk")
    assert drain.lanes == ["bulk", "bulk", "bulk", LANE]


def test_without_a_broker_a_watch_looks_at_every_lane_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "NAP", 0)
    drain = Recorder()
    nobody = Redis.from_url("unix:///nowhere/broker.sock", retry=None)
    watch_of(drain, nobody, rounds=1).stand(LANE)
    assert drain.lanes == [LANE, "bulk", LANE]
