"""Copies in Redis: asked once, forgotten on commit, loaded by one; and counting in one journey."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.db import transaction
from redis.exceptions import ConnectionError as RedisAway

from project.ops.cache.copies import Copies
from project.ops.requests.metrics import exposition

pytestmark = pytest.mark.django_db


class Source:
    """Something to load, and how often it was."""

    def __init__(self) -> None:
        self.value = "old"
        self.loads = 0

    def load(self) -> str:
        self.loads += 1
        return self.value


def test_a_copy_is_loaded_once_and_forgotten() -> None:
    copies, source = Copies[str]("test_one", seconds=60), Source()
    assert [copies.get("a", source.load) for _ in range(3)] == ["old"] * 3
    assert source.loads == 1
    source.value = "new"
    copies.forget("a")
    assert copies.get("a", source.load) == "new"
    assert b'daimon_copies_asked_total{group="test_one",outcome="hit"} 2.0' in exposition()


def test_nothing_is_not_kept() -> None:
    copies = Copies[str]("test_nothing", seconds=60)
    assert copies.get("a", lambda: None) is None
    assert copies.get("a", lambda: "now") == "now"


@pytest.mark.django_db(transaction=True)
def test_what_was_read_between_change_and_commit_goes_with_the_commit() -> None:
    copies, source = Copies[str]("test_commit", seconds=60), Source()
    with transaction.atomic():
        copies.forget("a")
        copies.get("a", source.load)  # another process reads the row as it was
        source.value = "new"
    assert copies.get("a", source.load) == "new"


@pytest.mark.django_db(transaction=True)
def test_a_whole_group_is_forgotten_by_every_process_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there, source = Copies[str]("test_group", seconds=60), Copies[str]("test_group", seconds=60), Source()
    for each in (here, there):
        each.get("a", source.load)
        each.get("b", source.load)
    with transaction.atomic():
        source.value = "new"
        here.forget_all()
    assert [here.get(key, source.load) for key in "ab"] == ["new", "new"]
    monkeypatch.setattr(there, "_generation_good_until", 0.0)  # a second later
    assert [there.get(key, source.load) for key in "ab"] == ["new", "new"]


def test_many_that_miss_at_once_load_once() -> None:
    source, started = Source(), threading.Event()

    def slow() -> str:
        started.wait(5)
        return source.load()

    groups = [Copies[str]("test_stampede", seconds=60, is_costly=True) for _ in range(3)]  # three processes
    with ThreadPoolExecutor(12) as people:
        asked = [people.submit(groups[number % 3].get, "a", slow) for number in range(12)]
        started.set()
        assert {each.result() for each in asked} == {"old"}
    assert source.loads == 1


def test_without_redis_the_source_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise RedisAway

    copies, source = Copies[str]("test_away", seconds=60), Source()
    for operation in ("get", "set", "add", "delete"):
        monkeypatch.setattr(caches["copies"].shared, operation, away)
    assert [copies.get("a", source.load) for _ in range(2)] == ["old", "old"]
    copies.forget("a")
    copies.forget_all()
    caches["copies"].breaker.answered()


def test_counting_is_one_journey_and_goes_on_without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    counters, journeys = caches["counters"], []
    client = counters.shared.client.get_client(write=True)
    execute = type(client.pipeline(transaction=False)).execute
    monkeypatch.setattr(
        type(client.pipeline(transaction=False)), "execute", lambda self: journeys.append(1) or execute(self)
    )
    assert counters.add("n", 1, 60) is True
    assert (counters.add("n", 1, 60), counters.incr("n")) == (False, 2)
    assert (counters.add("n", 1, 60), counters.incr("n")) == (False, 3)
    assert len(journeys) == 3
    assert 0 < client.ttl(counters.shared.client.make_key("n")) <= 60

    def away(*_: object) -> int:
        raise RedisAway

    monkeypatch.setattr(counters, "_count", away)
    monkeypatch.setattr(counters.shared, "add", away)
    assert counters.add("n", 1, 60) is True
    assert (counters.add("n", 1, 60), counters.incr("n")) == (False, 2)
    counters.breaker.answered()
