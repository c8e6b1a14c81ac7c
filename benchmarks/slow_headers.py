"""Holds connections whose headers never end, and counts what other people notice.

    ./daimon bench slow-headers [--connections 400] [--seconds 60] [--rate 10]

Each slow connection sends a few bytes of a header every second; when the site closes it, the next one takes its place.
Meanwhile people ask for a page, the API and health. Wanted: every one of their requests answered well.
"""

import argparse
import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2 as httpx

from benchmarks.faults_parts.site import prepare, served, site_environment, until_ready
from project.stack.services import HEADER_TIMEOUT
from project.stack.suite import test_servers


@dataclass
class Seen:
    """What slow and quick callers saw."""

    open: int = 0
    most_open: int = 0
    closed_by_site: int = 0
    answered: int = 0
    asked: int = 0
    seconds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def availability(self) -> float:
        """The share of quick requests that were answered well."""
        return self.answered / self.asked if self.asked else 0.0


async def dawdle(port: int, until: float, seen: Seen) -> None:
    """One slow caller after the other."""
    while time.monotonic() < until:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            seen.open += 1
            seen.most_open = max(seen.most_open, seen.open)
            try:
                writer.write(b"GET /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                while time.monotonic() < until and not reader.at_eof():
                    writer.write(b"a" * 3)
                    await writer.drain()
                    await asyncio.sleep(1)
                seen.closed_by_site += reader.at_eof()
            finally:
                seen.open -= 1
                writer.transport.abort()
        await asyncio.sleep(0.05)


async def ask(client: httpx.AsyncClient, path: str, headers: dict[str, str], seen: Seen) -> None:
    """One quick request on a connection of its own, as a new visitor's."""
    seen.asked += 1
    started = time.monotonic()
    try:
        answer = await client.get(path, headers={**headers, "Connection": "close"})
        seen.answered += answer.status_code == 200
        if answer.status_code != 200:
            seen.problems.append(str(answer.status_code))
    except httpx.HTTPError as error:
        seen.problems.append(type(error).__name__)
    seen.seconds.append(time.monotonic() - started)


async def session(environment: dict[str, str], options: argparse.Namespace) -> Seen:
    """Slow and quick callers on one web process."""
    prepared = await prepare(environment)
    seen = Seen()
    async with (
        served(environment, *HEADER_TIMEOUT) as address,
        httpx.AsyncClient(base_url=address, timeout=30) as client,
    ):
        await until_ready(client)
        key = {"Authorization": f"Bearer {prepared['people'][0]['key']}"}
        asked = [("/accounts/login/", {}), ("/api/v1/me", key), ("/health/live", {})]
        for path, headers in asked:
            await client.get(path, headers=headers)
        until = time.monotonic() + options.seconds
        port = int(address.rsplit(":", 1)[1])
        slow = [asyncio.create_task(dawdle(port, until, seen)) for _ in range(options.connections)]
        quick: list[asyncio.Task[None]] = []
        while time.monotonic() < until - 1:
            path, headers = asked[len(quick) % len(asked)]
            quick.append(asyncio.create_task(ask(client, path, headers, seen)))
            await asyncio.sleep(1 / options.rate)
        await asyncio.gather(*quick, *slow)
    return seen


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a request was not answered well."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=10)
    options = parser.parse_args(arguments)
    with test_servers() as servers:
        seen = asyncio.run(session(site_environment(servers), options))
    slowest = max(seen.seconds, default=0.0)
    print(f"slow connections at once: {seen.most_open}, closed by the site: {seen.closed_by_site}")
    print(f"availability {seen.availability:.3f} of {seen.asked} requests, slowest {slowest:.2f} s {seen.problems[:5]}")
    return 0 if seen.availability == 1.0 and seen.most_open >= options.connections else 1
