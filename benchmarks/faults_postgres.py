"""Kills and hangs PostgreSQL under mixed traffic, and counts what people noticed.

    ./daimon bench faults-postgres [--rate 50] [--seconds 8]

The database keeps its files as in production (it waits for the disk). The site (one process) reaches it through a TCP
proxy of this program. First PostgreSQL is killed and started again after some seconds, then it hangs: the proxy accepts
connections and says nothing. Wanted meanwhile: readiness 503 with the cause, liveness 200, refusals that are 503 and
nothing else; afterwards: the first good answer within 3 s, no acknowledged write lost, everybody still signed in.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx

from benchmarks.faults_parts.proxy import Proxy
from benchmarks.faults_parts.site import free_port, prepare, served, site_environment, until_ready
from benchmarks.faults_parts.traffic import Phase, Traffic, send
from project.stack.account import server_account
from project.stack.folders import data_folder
from project.stack.postgres import CRASH_SIGNAL, PORT, Postgres
from project.stack.postgres import binaries as postgres_binaries
from project.stack.processes import end, wait_until
from project.stack.suite import DATABASE, test_servers

MOST_SECONDS_TO_RECOVER = 3.0
REFUSALS = {200, 201, 503}


@dataclass
class Outage:
    """What was seen during and after one fault."""

    name: str
    phase: Phase
    live: Counter[int] = field(default_factory=Counter)
    ready: Counter[str] = field(default_factory=Counter)
    slowest_live: float = 0.0
    slowest_ready: float = 0.0
    recovered_after: float = float("inf")

    @property
    def unexpected(self) -> dict[int, int]:
        """Answers that are neither good nor a 503."""
        return {status: number for status, number in self.phase.statuses.items() if status not in REFUSALS}

    def line(self) -> str:
        """One row of the report."""
        return (
            f"{self.name:7} answers={dict(self.phase.statuses)} unexpected={self.unexpected} live={dict(self.live)} "
            f"(slowest {self.slowest_live:.2f} s) ready={dict(self.ready)} (slowest {self.slowest_ready:.2f} s) "
            f"first good answer after {self.recovered_after:.2f} s, signed_out={self.phase.signed_out}"
        )

    @property
    def is_broken(self) -> bool:
        """Whether a bound was broken."""
        is_alive = set(self.live) == {200}
        is_unready = set(self.ready) <= {"503 database"} and bool(self.ready)
        is_back = self.recovered_after <= MOST_SECONDS_TO_RECOVER
        return bool(self.unexpected or not is_alive or not is_unready or not is_back or self.phase.signed_out)


@dataclass
class Bench:
    """A server that can be killed, the proxy before it, and the people."""

    postgres: Postgres
    proxy: Proxy
    client: httpx.AsyncClient
    traffic: Traffic
    options: argparse.Namespace

    async def calm(self) -> Phase:
        """Traffic while everything works."""
        phase = Phase("calm")
        await send(self.traffic, phase, rate=self.options.rate, seconds=3)
        return phase

    async def during(self, name: str) -> Outage:
        """Traffic, and both health answers, while the fault lasts; half a second passes first."""
        outage = Outage(name, Phase(name))
        await asyncio.sleep(0.5)
        watching = asyncio.create_task(self._watch(outage))
        await send(self.traffic, outage.phase, rate=self.options.rate, seconds=self.options.seconds)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        return outage

    async def _watch(self, outage: Outage) -> None:
        until = time.monotonic() + self.options.seconds - 2.5  # a question under way at the end would be answered well
        while time.monotonic() < until:
            started = time.monotonic()
            outage.live[(await self.client.get("/health/live")).status_code] += 1
            outage.slowest_live = max(outage.slowest_live, time.monotonic() - started)
            started = time.monotonic()
            answer = await self.client.get("/health/ready")
            broken = [each["name"] for each in answer.json()["dependencies"] if not each["ok"] and each["remedy"]]
            outage.ready[f"{answer.status_code} {','.join(broken)}"] += 1
            outage.slowest_ready = max(outage.slowest_ready, time.monotonic() - started)
            await asyncio.sleep(0.2)

    async def time_recovery(self, outage: Outage, *, since: float) -> None:
        """Ask until a page that needs the database is answered."""
        headers = {"Cookie": f"sessionid={self.traffic.staying[0]['session']}"}
        while time.monotonic() - since < 30:
            try:
                if (await self.client.get("/api/v1/me", headers=headers)).status_code == 200:
                    outage.recovered_after = time.monotonic() - since
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)


async def measure(bench: Bench, database: list) -> list[Outage]:
    """Kill and start again; hang and wake up."""
    await bench.calm()
    end(database.pop(), by=CRASH_SIGNAL, patience=0)  # kill -9 of the whole group
    killed = await bench.during("killed")
    database.append(bench.postgres.start())
    await asyncio.to_thread(wait_until, bench.postgres.is_ready, seconds=60)
    await bench.time_recovery(killed, since=time.monotonic())
    await bench.calm()
    hanging = asyncio.create_task(bench.calm())  # requests are under way when it happens
    await asyncio.sleep(1.5)
    bench.proxy.set("hang")
    waking = asyncio.create_task(_wake(bench.proxy, after=bench.options.seconds + 0.5))
    hung = await bench.during("hung")
    since = await waking
    await bench.time_recovery(hung, since=since)
    under_way = await hanging
    hung.phase.acknowledged += under_way.acknowledged
    hung.phase.statuses += under_way.statuses
    last = await bench.calm()
    hung.phase.acknowledged += last.acknowledged
    return [killed, hung]


async def _wake(proxy: Proxy, *, after: float) -> float:
    await asyncio.sleep(after)
    proxy.set("pass")
    return time.monotonic()


def missing(postgres: Postgres, acknowledged: list[str]) -> int:
    """How many conversations that were answered with 201 are not there."""
    with postgres.connect(DATABASE) as connection:
        rows = connection.execute("SELECT id FROM chat_conversation WHERE id = ANY(%s::uuid[])", [acknowledged])
        return len(set(acknowledged)) - len(rows.fetchall())


async def session(options: argparse.Namespace, servers: dict[str, str], home: Path) -> tuple[list[Outage], int, int]:
    """Servers, proxy, site, traffic; the outages, the acknowledged writes, and how many of them are missing."""
    account = server_account(home, postgres_binaries())
    data_folder(home, passable_for=account)
    postgres = Postgres(home / "postgres", home / "run", account)
    postgres.prepare()
    database = [postgres.start()]
    proxy = Proxy(str(home / "run" / f".s.PGSQL.{PORT}"))
    port = free_port()
    server = await proxy.serve_port(port)
    try:
        await asyncio.to_thread(wait_until, postgres.is_ready, seconds=60)
        await asyncio.to_thread(postgres.ensure_database, DATABASE)
        url = f"postgres://{postgres.url('').split('//')[1].split('@')[0]}@127.0.0.1:{port}/{DATABASE}"
        environment = site_environment(servers, DATABASE_URL=url)
        prepared = await prepare(environment)
        limits = httpx.Limits(max_connections=600)
        async with (
            served(environment) as address,
            httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as client,
        ):
            await until_ready(client)
            traffic = Traffic(client, prepared)
            await traffic.sign_in()
            outages = await measure(Bench(postgres, proxy, client, traffic, options), database)
        acknowledged = [each for outage in outages for each in outage.phase.acknowledged]
        return outages, len(acknowledged), missing(postgres, acknowledged)
    finally:
        server.close()
        end(database[0], by=CRASH_SIGNAL, patience=5)


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args(arguments)
    home = Path(tempfile.mkdtemp(prefix="daimon-faults-"))
    try:
        with test_servers() as servers:
            outages, acknowledged, lost = asyncio.run(session(options, servers, home))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for outage in outages:
        print(outage.line())
    print(f"writes acknowledged: {acknowledged}, lost: {lost}")
    broken = [outage.name for outage in outages if outage.is_broken] + (
        ["lost writes"] if lost or not acknowledged else []
    )
    print("broken:", ", ".join(broken) or "none")
    return 1 if broken else 0
