"""The caches, the counters, live updates and the queue's broker behind Sentinel, with replicas and in a cluster: real servers."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from kombu import Connection
from redis.exceptions import RedisError

from project.lib.redis_address import broker_url_of
from project.lib.redis_clients import async_client_of, client_of, pool_of
from project.ops.cache.backend import ResilientCache
from project.ops.cache.counters import Counters
from project.stack.valkey import binary

pytestmark = pytest.mark.slow
PATIENCE = {"SOCKET_CONNECT_TIMEOUT": 1.0, "SOCKET_TIMEOUT": 1.0, "FALLBACK": "none"}
FACTORY = {"CONNECTION_FACTORY": "project.ops.cache.connect.AnyRedis"}


def free_ports(number: int) -> list[int]:
    """Ports whose cluster bus port (ten thousand higher) exists too."""
    with ExitStack() as held:
        lines = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number * 6)]
        low = [port for line in lines if (port := line.getsockname()[1]) < 55_000]
    return low[:number]


@contextmanager
def server(folder: Path, port: int, *lines: str, mode: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A Valkey of its own."""
    folder.mkdir()
    settings = ["bind 127.0.0.1", f"port {port}", f"dir {folder}", "loglevel warning", 'logfile ""', *lines]
    if not mode:
        settings += ['save ""', "appendonly no", "repl-diskless-sync-delay 0"]
    (folder / "server.conf").write_text("\n".join(settings) + "\n")
    command = [str(binary()), str(folder / "server.conf"), *([mode] if mode else [])]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        until(lambda: redis.Redis(port=port).ping())
        yield process
    finally:
        process.kill()
        process.wait()


def until(is_so: Callable[[], Any], seconds: float = 30) -> None:
    """Wait for the event."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if is_so():
                return
        except (RedisError, OSError):
            pass
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def cache_at(cls: type[ResilientCache], *places: str) -> Any:
    return cls(list(places), {"KEY_PREFIX": "t", "OPTIONS": {**PATIENCE, **FACTORY}})


def check_cache(*places: str) -> None:
    """Every verb of a cache, and a counter."""
    cache = cache_at(ResilientCache, *places)
    cache.set_many({f"key{number}": number for number in range(20)}, timeout=60)
    until(lambda: len(cache.get_many([f"key{number}" for number in range(20)])) == 20)
    cache.delete_many([f"key{number}" for number in range(20)])
    assert cache.add("once", 1, timeout=60)
    assert not cache.add("once", 2, timeout=60)
    cache.clear()
    counters = cache_at(Counters, places[0])
    assert counters.add("count", 1, timeout=60)
    assert not counters.add("count", 1, timeout=60)
    assert counters.incr("count") == 2
    assert cache.breaker.is_closed


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Any], list[int]]]:
    """A primary, a replica and a Sentinel that watches them; the address, the processes and the ports."""
    folder = tmp_path_factory.mktemp("watched")
    first, second, watcher = free_ports(3)
    monitor = [
        f"sentinel monitor main 127.0.0.1 {first} 1",
        "sentinel down-after-milliseconds main 300",
        "sentinel failover-timeout main 2000",
    ]
    with (
        server(folder / "first", first) as one,
        server(folder / "second", second, f"replicaof 127.0.0.1 {first}") as two,
        server(folder / "watcher", watcher, *monitor, mode="--sentinel"),
    ):
        until(lambda: redis.Redis(port=second).info("replication")["master_link_status"] == "up")
        until(lambda: redis.Redis(port=watcher).sentinel_slaves("main"))
        yield f"redis+sentinel://127.0.0.1:{watcher}/main/0", [one, two], [first, second]


def test_a_primary_writes_and_its_replica_reads(watched: tuple[str, list[Any], list[int]]) -> None:
    _, _, (first, second) = watched
    check_cache(f"redis://127.0.0.1:{first}/0", f"redis://127.0.0.1:{second}/0")


def test_sentinel_leads_everything_to_the_primary_and_to_the_next_one(
    watched: tuple[str, list[Any], list[int]],
) -> None:
    address, (first, _), (_, second) = watched
    check_cache(address, f"{address}#replicas")
    cache = cache_at(ResilientCache, address)
    assert client_of(address, socket_timeout=1.0).rpush("list", 1) == 1
    line = pool_of(address, socket_timeout=1.0).make_connection()
    line.connect()
    line.disconnect()
    broker, transport = broker_url_of(address)
    with Connection(broker, transport_options=transport) as kombu:
        kombu.default_channel.client.ping()
    assert asyncio.run(publish_and_hear(address)) == b"news"
    first.kill()
    until(lambda: redis.Redis(port=second).role()[0] in {"master", b"master"})

    def is_written() -> bool:
        cache.set("after", 1, timeout=60)
        return bool(cache.get("after") == 1)

    until(is_written)  # the breaker rests a moment first
    assert redis.Redis(port=second).dbsize() > 0


async def publish_and_hear(address: str) -> bytes:
    """What a subscriber hears of one announcement."""
    client = async_client_of(address, socket_connect_timeout=1.0)
    async with client.pubsub(ignore_subscribe_messages=True) as subscription:
        await subscription.subscribe("topic")
        heard = None
        while heard is None:
            await client.publish("topic", "news")
            heard = await subscription.get_message(timeout=0.2)
    await client.aclose()
    return bytes(heard["data"])


def test_a_cluster_keeps_the_caches(tmp_path: Path) -> None:
    ports = free_ports(3)
    with ExitStack() as stack:
        for port in ports:
            lines = ["cluster-enabled yes", "cluster-node-timeout 2000"]
            stack.enter_context(server(tmp_path / str(port), port, *lines))
        nodes = [redis.Redis(port=port) for port in ports]
        share = 16384 // 3 + 1
        for number, node in enumerate(nodes):
            last = min((number + 1) * share, 16384) - 1
            node.execute_command("CLUSTER ADDSLOTSRANGE", number * share, last)
            node.execute_command("CLUSTER MEET", "127.0.0.1", ports[0])
        until(lambda: all(node.cluster("INFO")["cluster_state"] == "ok" for node in nodes))
        until(lambda: all(int(node.cluster("INFO")["cluster_known_nodes"]) == 3 for node in nodes))
        address = "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in ports)
        check_cache(address)
        cache = cache_at(ResilientCache, address)
        for number in range(30):
            cache.set(f"spread{number}", number, timeout=60)
        assert all(node.dbsize() > 0 for node in nodes)
