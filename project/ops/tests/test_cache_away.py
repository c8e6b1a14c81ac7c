"""The cache when its server stops, hangs and comes back."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from project.ops.cache.backend import ResilientCache, breaker_of
from project.ops.cache.breaker import Breaker


def cache_at(server: str, fallback: str = "local") -> ResilientCache:
    options = {
        "FALLBACK": fallback,
        "SOCKET_CONNECT_TIMEOUT": 0.1,
        "SOCKET_TIMEOUT": 0.1,
        "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
    }
    return ResilientCache(server, {"KEY_PREFIX": "t", "OPTIONS": options})


@pytest.fixture
def hung() -> Iterator[str]:
    """The address of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: [server.accept() for _ in range(64)], daemon=True).start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        server.close()


@pytest.fixture
def refused() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


def test_values_and_counters_live_on_in_this_process(refused: str) -> None:
    away = cache_at(refused)
    away.set("a", 1)
    assert away.get("a") == 1
    assert away.add("n", 1, timeout=60)
    assert not away.add("n", 1, timeout=60)
    assert (away.incr("n"), away.get_many(["a", "n"])) == (2, {"a": 1, "n": 2})
    away.delete("a")
    assert away.get("a", "none") == "none"


def test_without_a_fallback_there_is_simply_nothing(refused: str) -> None:
    away = cache_at(refused, "none")
    away.set("a", 1)
    assert away.get("a") is None
    assert away.delete("a") is False


def test_a_hung_server_is_asked_once_and_then_left_alone(hung: str) -> None:
    away = cache_at(hung)
    started = time.monotonic()
    for number in range(200):
        away.set(f"k{number}", number)
    assert time.monotonic() - started < 5  # a few timeouts and probes, not two hundred


def test_what_was_kept_meanwhile_is_dropped_when_the_server_is_back() -> None:
    here = cache_at(settings.REDIS_URL)
    here.local.set("stale", 1)
    breaker = here.breaker
    breaker.failed()
    breaker._asks_again_at = 0
    assert here.get("stale") is None
    assert breaker.is_closed
    assert here.local.get("stale") is None


def test_one_caller_probes_after_each_pause() -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    assert breaker.failed()
    assert not breaker.may_ask()
    now[0] = 2.0
    assert [breaker.may_ask() for _ in range(3)] == [True, False, False]
    assert breaker.answered()
    assert breaker.may_ask()


def test_the_site_itself_uses_this_cache() -> None:
    cache.set("probe", {"a": [1]}, 10)
    assert cache.get("probe") == {"a": [1]}
    assert breaker_of(settings.REDIS_URL).is_closed
