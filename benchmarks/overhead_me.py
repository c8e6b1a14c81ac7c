"""What sign-in, limits, logs, metrics and the rest cost on ``GET /api/v1/me``, next to a bare REST framework view.

    ./daimon bench overhead-me [--requests 400] [--rounds 8]

Both sites run as one granian process on the same PostgreSQL, warm. Requests go out one after the other, in rounds that
take turns, so that whatever else the machine does hits both. Wanted: at most 1.5 times the bare view, by key and by
access token, in CPU time of the process and in the median of the answers' times.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

import httpx2 as httpx
import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.faults_parts.site import prepare, served, site_environment, until_ready
from benchmarks.faults_parts.traffic import Traffic
from project.settings.env import BASE_DIR
from project.stack.suite import test_servers

MOST = 1.5
BARE = "benchmarks.overhead_parts.bare:application"


@dataclass
class Side:
    """One way to ask, and what it took."""

    name: str
    client: httpx.AsyncClient
    process: psutil.Process
    headers: dict[str, str]
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def round(self, requests: int, *, counts: bool = True) -> None:
        """So many requests in a row."""
        before = cpu_of(self.process)
        for _ in range(requests):
            started = time.perf_counter()
            answer = await self.client.get("/api/v1/me", headers=self.headers)
            if counts:
                self.seconds.append(time.perf_counter() - started)
            if answer.status_code != 200:
                raise SystemExit(f"{self.name} answered {answer.status_code}: {answer.text[:200]}")
        if counts:
            self.cpu.append((cpu_of(self.process) - before) / requests)

    @property
    def median_ms(self) -> float:
        """Of the answers' times."""
        return statistics.median(self.seconds) * 1000

    @property
    def cpu_ms(self) -> float:
        """Of the server process for one request; the median of the rounds."""
        return statistics.median(self.cpu) * 1000


def cpu_of(process: psutil.Process) -> float:
    """Seconds of CPU that the process and its children have used."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(each.cpu_times()[:2]) for each in family)


def server_of(address: str) -> psutil.Process:
    """The process started here that serves the address."""
    port = address.rsplit(":", 1)[1]
    return next(each for each in psutil.Process().children() if port in each.cmdline())


async def compare(environment: dict[str, str], options: argparse.Namespace) -> list[Side]:
    """The bare view, and Daimon by key and by token."""
    prepared = await prepare(environment)
    bare_url = _bare_database(environment["DATABASE_URL"])
    bare_environment = {**os.environ, "DATABASE_URL": bare_url, "PYTHONPATH": str(BASE_DIR)}
    made = subprocess.run(  # noqa: ASYNC221 - before anything is measured
        [sys.executable, "-m", "benchmarks.overhead_parts.bare"],
        env=bare_environment, cwd=BASE_DIR, check=True, capture_output=True, text=True,
    )  # fmt: skip
    token = made.stdout.strip().splitlines()[-1]
    async with (
        served(environment) as site,
        served(bare_environment, application=BARE) as bare,
        httpx.AsyncClient(base_url=site, timeout=30) as ours,
        httpx.AsyncClient(base_url=bare, timeout=30) as theirs,
    ):
        await until_ready(ours)
        traffic = Traffic(ours, prepared)
        await traffic.sign_in()
        person = prepared["people"][0]
        sides = [
            Side("bare", theirs, server_of(bare), {"Authorization": f"Token {token}"}),
            Side("key", ours, server_of(site), {"Authorization": f"Bearer {person['key']}"}),
            Side("token", ours, server_of(site), {"Authorization": f"Bearer {traffic.tokens[person['email']]}"}),
        ]
        for side in sides:
            await side.round(options.requests // 2, counts=False)
        for _ in range(options.rounds):
            for side in sides:
                await side.round(options.requests)
        return sides


def _bare_database(url: str) -> str:
    base, _, _ = url.rpartition("/")
    with psycopg.connect(make_conninfo(**_parts(url)), autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare")
    return f"{base}/bare"


def _parts(url: str) -> dict[str, str]:
    login, _, rest = url.removeprefix("postgres://").partition("@/")
    host, _, name = rest.rpartition("/")
    return {"user": login, "host": host, "dbname": name}


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a ratio is too high."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=8)
    options = parser.parse_args(arguments)
    with test_servers() as servers:
        sides = asyncio.run(compare(site_environment(servers, LOG_LEVEL="INFO"), options))
    bare, *ours = sides
    for side in sides:
        print(
            f"{side.name:6} median={side.median_ms:6.2f} ms ({side.median_ms / bare.median_ms:.2f}x) "
            f"cpu={side.cpu_ms:6.2f} ms ({side.cpu_ms / bare.cpu_ms:.2f}x)"
        )
    broken = [side.name for side in ours if max(side.median_ms / bare.median_ms, side.cpu_ms / bare.cpu_ms) > MOST]
    print("broken:", ", ".join(broken) or "none")
    return 1 if broken else 0
