"""Stops, hangs, flushes and restarts Redis under mixed traffic, and counts what people noticed.

    ./daimon bench faults-redis [--rate 50] [--seconds 8]

The site (one process) reaches Valkey through a proxy of this program. Traffic is pages, the API by session, token and
key, writes, and health. In every phase a signed-in session and token are revoked and asked again five seconds later, and
a key with a limit of its own sends more than it may. Between the faults Redis works, and each fault is compared with the
calm before it. Wanted: no status of 500 or more, the 95th percentile less than 300 ms above the calm one, limits
enforced, nothing revoked accepted, everybody else still signed in.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx

from benchmarks.faults_parts.proxy import Proxy
from benchmarks.faults_parts.site import prepare, served, site_environment, until_ready
from benchmarks.faults_parts.traffic import Phase, Traffic, send
from project.stack.suite import test_servers

MOST_ADDED_MS = 300
CALM = "calm"


async def run_phase(name: str, traffic: Traffic, *, rate: int, seconds: float) -> Phase:
    """Traffic at that rate for that long; in a fault, revocation and limits are tried meanwhile."""
    phase = Phase(name)
    asides = [] if name == CALM else [traffic.revoke_one(phase), traffic.press_limit(phase)]
    await asyncio.gather(send(traffic, phase, rate=rate, seconds=seconds), *asides)
    return phase


async def measure(
    address: str, traffic_of: Callable[[httpx.AsyncClient], Traffic], proxy: Proxy, options: argparse.Namespace
) -> list[tuple[Phase, Phase]]:
    """Every fault with the calm before it."""
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=15, limits=limits) as client:
        await until_ready(client)
        traffic = traffic_of(client)
        await traffic.sign_in()
        await run_phase(CALM, traffic, rate=20, seconds=3)  # warms up and is not counted
        faults: list[tuple[str, Callable[[], Awaitable[None] | None]]] = [
            ("stopped", lambda: proxy.set("refuse")),
            ("hung", lambda: proxy.set("hang")),
            ("flushed", lambda: _flush(proxy)),
            ("restarted", proxy.cut),
        ]
        found = []
        for name, change in faults:
            proxy.set("pass")
            await asyncio.sleep(5)  # the breaker's longest pause: everything is as ever
            calm = await run_phase(CALM, traffic, rate=options.rate, seconds=options.seconds / 2)
            changed = change()
            if changed is not None:
                await changed
            found.append((calm, await run_phase(name, traffic, rate=options.rate, seconds=options.seconds)))
        return found


async def _flush(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_unix_connection(proxy.upstream)
    writer.write(b"FLUSHALL\r\n")
    await reader.readline()
    writer.close()


async def session(options: argparse.Namespace, servers: dict[str, str], folder: Path) -> list[tuple[Phase, Phase]]:
    """Proxy, database, site, traffic."""
    proxy = Proxy(urlsplit(servers["REDIS_URL"]).path)
    server = await proxy.serve_socket(str(folder / "proxy.sock"))
    environment = site_environment(servers, REDIS_URL=f"unix://{folder / 'proxy.sock'}?db=0")
    prepared = await prepare(environment)
    async with served(environment) as address:
        found = await measure(address, lambda client: Traffic(client, prepared), proxy, options)
    server.close()
    return found


def line(phase: Phase, calm: Phase) -> str:
    """One row of the report."""
    return (
        f"{phase.name:10} requests={sum(phase.statuses.values()):4} 5xx={phase.server_errors} "
        f"p95={phase.p95:6.1f} ms (calm {calm.p95:6.1f}, added {phase.p95 - calm.p95:6.1f}) "
        f"signed_out={phase.signed_out} revoked_accepted={phase.revoked_accepted} "
        f"limited_key: {phase.limited[200]} passed, {phase.limited[429]} refused"
    )


def is_broken(phase: Phase, calm: Phase) -> bool:
    """Whether a bound was broken, also in the calm before."""
    return bool(
        phase.server_errors
        or calm.server_errors
        or phase.p95 - calm.p95 >= MOST_ADDED_MS
        or phase.signed_out
        or phase.revoked_accepted
        or not phase.limited[429]
    )


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args(arguments)
    with test_servers() as servers, tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(session(options, servers, Path(folder)))
    for calm, phase in found:
        print(line(phase, calm))
    broken = [phase.name for calm, phase in found if is_broken(phase, calm)]
    print("broken:", ", ".join(broken) or "none")
    return 1 if broken else 0
