"""A thousand programs leave in the middle of their answers: how soon is the model's server left, too?

    ./daimon bench leavers [--callers 1000] [--spread 0]

The site is one web process; callers and the model's server are processes of their own. Every caller streams a chat
completion and hangs up once all have heard something: all at once, or spread over ``--spread`` seconds. Measured is the
time from the close of a caller's socket to the close of its connection at the model's server. Wanted: at most 100 ms at the 95th
percentile, and no connection left. The same is measured first with one caller after the other.
"""

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import partial

import httpx2 as httpx
import psutil

from benchmarks.door_parts.site import Site, free_port, served
from project.settings.env import BASE_DIR
from project.stack.suite import test_servers

WANTED_MS = 100
PREPARE = """
import json
from accounts.testing import make_user, make_api_key_of
from training.testing import make_model, make_provider
make_model(make_provider(base_url="http://127.0.0.1:{upstream}/v1"), "talker")
print(json.dumps([make_api_key_of(make_user())[1] for _ in range(20)]))
"""


@dataclass(eq=False)
class Caller(asyncio.Protocol):
    """One program: asks, hears the first words, and hangs up when told."""

    number: int
    key: str
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    left_at: float = 0.0
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        body = json.dumps(
            {"model": "talker", "stream": True, "messages": [{"role": "user", "content": f"caller {self.number}"}]}
        )
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {self.key}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        transport.write((head + body).encode())

    def data_received(self, data: bytes) -> None:
        if b"and so on" in data:
            self.heard.set()

    def leave(self) -> None:
        """Hang up; the event loop closes the connection when it comes to it."""
        assert self._transport is not None
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.left_at = time.monotonic()  # the loop calls this and closes the socket in the same step


def _itself(caller: Caller) -> Caller:
    return caller


async def crowd(site: Site, first: int, count: int) -> list[Caller]:
    """So many callers who have all heard the first words."""
    loop = asyncio.get_running_loop()
    callers = [Caller(number, site.prepared[number % len(site.prepared)]) for number in range(first, first + count)]
    for start in range(0, count, 25):
        batch = callers[start : start + 25]
        for each in batch:
            await loop.create_connection(partial(_itself, each), "127.0.0.1", site.port)
        async with asyncio.timeout(60):
            await asyncio.gather(*(each.heard.wait() for each in batch))
    return callers


async def report(client: httpx.AsyncClient) -> tuple[dict[int, float], int]:
    """When each caller's connection was closed, and how many are open."""
    told = (await client.get("/report")).json()
    return {int(number): at for number, at in told["closed"].items()}, told["open"]


async def delays(callers: list[Caller], client: httpx.AsyncClient) -> tuple[list[float], int]:
    """Milliseconds from each hanging up to its close upstream, and the connections still open after ten seconds."""
    for _ in range(100):
        closed, still_open = await report(client)
        if not still_open:
            break
        await asyncio.sleep(0.1)
    return sorted((closed[each.number] - each.left_at) * 1000 for each in callers if each.number in closed), still_open


class Sleeper(threading.Thread):
    """Sleeps two milliseconds again and again, and notes how much longer it took: what the machine itself adds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late: list[float] = []
        self.start()

    def run(self) -> None:
        while True:
            started = time.monotonic()
            time.sleep(0.002)
            self.late.append((time.monotonic() - started - 0.002) * 1000)

    def line(self) -> str:
        """What it noted since it was asked last."""
        noted, self.late = sorted(self.late), []
        return f"a sleeper on this machine woke late by p50={noted[len(noted) // 2]:.1f} ms, p95={noted[-len(noted) // 20]:.1f} ms"


def show(name: str, found: list[float], still_open: int) -> bool:
    """One line; whether it is within bounds."""
    p95 = statistics.quantiles(found, n=20)[-1]
    print(f"{name:12} callers={len(found):5} p50={statistics.median(found):7.1f} ms p95={p95:7.1f} ms "
          f"worst={found[-1]:7.1f} ms left open={still_open}")  # fmt: skip
    return p95 <= WANTED_MS and not still_open


async def session(options: argparse.Namespace, environment: dict[str, str]) -> bool:
    """Both measurements on one site."""
    upstream = free_port()
    talker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.door_parts.upstream", str(upstream), cwd=BASE_DIR, stdout=subprocess.PIPE
    )
    assert talker.stdout is not None
    await talker.stdout.readline()
    try:
        allowed = f"127.0.0.1:{upstream}"
        prepare = PREPARE.replace("{upstream}", str(upstream))
        async with (
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{upstream}") as client,
            served(environment, prepare, OUTBOUND_ALLOWED_HOSTS=allowed) as site,
        ):
            one_by_one = []
            for number in range(20):
                callers = await crowd(site, 100_000 + number, 1)
                callers[0].leave()
                one_by_one += (await delays(callers, client))[0]
            is_fine = show("one by one", sorted(one_by_one), 0)
            callers = await crowd(site, 0, options.callers)
            sleeper = Sleeper()
            before = cpu_seconds(site.pid)
            for each in callers:
                each.leave()
                if options.spread:
                    await asyncio.sleep(options.spread / len(callers))
            found, still_open = await delays(callers, client)
            is_fine &= show("together", found, still_open)
            print(f"the site used {(cpu_seconds(site.pid) - before) * 1000:.0f} ms of CPU meanwhile; {sleeper.line()}")
            to_upstream = _connections_to(site.pid, upstream)
            print(f"connections of the site to the model's server afterwards: {to_upstream}")
            return is_fine and len(found) == options.callers and not to_upstream
    finally:
        talker.terminate()
        await talker.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time of the site's processes so far."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(sum(process.cpu_times()[:2]) for process in family)


def _connections_to(pid: int, port: int) -> int:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(
        bool(each.raddr) and each.raddr.port == port for process in family for each in process.net_connections("tcp")
    )


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--callers", type=int, default=1000)
    parser.add_argument("--spread", type=float, default=0.0)
    options = parser.parse_args(arguments)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    with test_servers() as environment:
        return 0 if asyncio.run(session(options, environment)) else 1
