"""Calls to sleeping workers and tickets for when none sleeps, on the real broker; a child's watch over its lanes."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from redis import Redis

from jobs.services import wake
from jobs.services.bell import Bell, call_key
from jobs.services.wake import MOST_TICKETS, call, leave_ticket, send_ticket, ticket_key, was_heard
from jobs.testing.broker import own_valkey
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


def test_calls_nobody_takes_do_not_pile_up(broker: Redis) -> None:
    for _ in range(3):
        call(LANE, client=broker)
    assert broker.llen(call_key(LANE)) == 1
    assert not was_heard(LANE, client=broker)
    broker.blpop([call_key(LANE)], timeout=1)
    assert was_heard(LANE, client=broker)


def test_a_bell_rings_like_a_call(broker: Redis) -> None:
    bell = Bell()
    assert not bell.ring(LANE)
    bell.hang_up()
    assert all(bell.ring(LANE) for _ in range(3))
    heard = until(lambda: broker.llen(call_key(LANE)) == 1)
    assert heard
    assert broker.blpop([call_key(LANE)], timeout=1) == (call_key(LANE).encode(), b"1")
    bell.take_down()
    assert not bell.ring(LANE)


def test_a_bell_whose_broker_stopped_reading_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_valkey(tmp_path) as (server, url):
        monkeypatch.setattr(settings, "BROKER_URL", url)
        monkeypatch.setattr(
            "jobs.services.bell.CONNECT_PATIENCE", 10.0
        )  # a ring that kept to it would hold up its caller
        bell = Bell()
        bell.hang_up()
        server.send_signal(signal.SIGSTOP)
        longest = 0.0
        for _ in range(100_000):
            begun = time.perf_counter()
            is_rung = bell.ring(LANE)
            longest = max(longest, time.perf_counter() - begun)
            if not is_rung:
                break
        assert not is_rung
        assert longest < 2
        assert not bell.is_up


def test_a_ticket_is_left_when_nobody_heard_the_call(broker: Redis) -> None:
    waker = wake.Waker()
    waker.wake(LANE)
    assert waker.flush(5)
    assert (broker.llen(call_key(LANE)), broker.llen(LANE)) == (1, 1)


def test_no_ticket_is_left_when_a_sleeper_heard_the_call(broker: Redis) -> None:
    waker = wake.Waker()
    heard: list[object] = []
    for _ in range(2):  # the second one by the bell
        sleeper = threading.Thread(target=lambda: heard.append(broker.blpop([call_key(LANE)], timeout=10)))
        sleeper.start()
        until(lambda: broker.info("clients")["blocked_clients"] > 0)
        waker.wake(LANE)
        assert waker.flush(5)
        sleeper.join()
    assert heard == [(call_key(LANE).encode(), b"1")] * 2
    assert broker.llen(LANE) == 0


def until(condition: Callable[[], bool], *, seconds: float = 5.0) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


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
