"""Model servers misbehave in every way known: does each call end rightly, and do others notice?

    ./daimon bench faults-models [--rate 8]

One site, and in a process of their own one model server per misbehaviour, and one that behaves. People use the healthy model,
``/api/v1/models`` and the home page, by turns undisturbed and while every misbehaviour is called through the door, three at a
time, whole and streamed; then while a dead Ollama host, which takes connections and never answers, is registered and probed without a pause.
Wanted: every bad call ends in its right state, the healthy model's and the pages' 95th percentile stays below twice the undisturbed
one, and the model list's below 50 ms.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2 as httpx
import psycopg

from benchmarks.door_parts.site import MANAGE, Site, served
from benchmarks.door_parts.storm import ENDLESS
from project.settings.env import BASE_DIR
from project.stack.suite import test_servers
from training.providers.loopback import FAULTS

LATE = {"half_stream", "clean_cut", "half_line", "fault_midway", "broken_json", "not_utf8", "flood"}
PREPARE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from accounts.testing import make_user, make_api_key_of
from training.testing import make_model, make_provider
servers = json.loads('''{servers}''')
dead = servers.pop("silent").removesuffix("/v1")
for name, url in servers.items():
    make_model(make_provider(name=name, base_url=url), "scripted" if name == "healthy" else name)
make_provider(name="Dead", kind="ollama", base_url=dead, is_active=False)
users = [make_user() for _ in range(10)]
people = []
for user in users:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.create()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    people.append({"session": session.session_key, "key": make_api_key_of(user)[1]})
print(json.dumps(people))
"""
ROUNDS = 2  # undisturbed and disturbed by turns, so that what else the machine does weighs on both
WATCH = """
from project.lib.clock import now
from training.services.watch_providers import watch_providers
print("watching", flush=True)
while True:
    watch_providers(at=now())
"""

Seen = dict[str, list[float]]


class Bystanders:
    """People who do nothing wrong."""

    def __init__(self, site: Site, client: httpx.AsyncClient, rate: float) -> None:
        self.people = site.prepared
        self.client = client
        self.rate = rate
        self.failed = 0

    async def live(self, seconds: float, seen: Seen | None = None) -> Seen:
        """Ask at a steady rate for that long; milliseconds by what was asked, added to what was seen before."""
        seen = defaultdict(list) if seen is None else seen
        asks: list[asyncio.Task[None]] = []
        started = time.perf_counter()
        number = 0
        while time.perf_counter() - started < seconds:
            asks.append(asyncio.create_task(self._ask(number, seen)))
            number += 1
            await asyncio.sleep(max(0.0, started + number / self.rate - time.perf_counter()))
        await asyncio.gather(*asks)
        return seen

    async def _ask(self, number: int, seen: Seen) -> None:
        person = self.people[number % len(self.people)]
        key, cookie = {"Authorization": f"Bearer {person['key']}"}, {"Cookie": f"sessionid={person['session']}"}
        body = {"model": "scripted", "stream": True, "messages": [{"role": "user", "content": f"[[words 5]] {number}"}]}
        kinds: list[tuple[str, Callable[[], Awaitable[httpx.Response]]]] = [
            ("healthy model", lambda: self.client.post("/v1/chat/completions", json=body, headers=key)),
            ("model list", lambda: self.client.get("/api/v1/models", headers=key)),
            ("home page", lambda: self.client.get("/", headers=cookie)),
        ]
        name, call = kinds[number % 3]
        began = time.perf_counter()
        answer = await call()
        seen[name].append((time.perf_counter() - began) * 1000)
        right = b"[DONE]" in answer.content if name == "healthy model" else answer.status_code == 200
        self.failed += not right


def connected(url: str) -> psycopg.Connection:
    """A connection to the benchmark's own server, by its socket."""
    base, _, database = url.rpartition("/")
    return psycopg.connect(host="/" + base.partition("@/")[2].lstrip("/"), user="daimon", dbname=database)


def wrong_ends(database: str) -> list[str]:
    """Calls of a misbehaving server whose record does not say how it ended."""
    with connected(database) as connection:
        rows = connection.execute(
            "SELECT model_name, state, count(*) FROM chat_usagerecord WHERE model_name <> 'scripted' GROUP BY 1, 2"
        ).fetchall()
        left = connection.execute("SELECT count(*) FROM spirits_reservation WHERE state = 'held'").fetchone()
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, state, count in rows:
        found[name][state] = count
    wanted = {
        name: {"stopped"} if name in ENDLESS else {"incomplete"} if name in LATE else {"failed"} for name in FAULTS
    }
    wrong = [
        f"{name}: {found[name]}" for name in sorted(FAULTS) if found[name] != dict.fromkeys(wanted[name], 2 * ROUNDS)
    ]
    return wrong + ([f"{left[0]} reservations are still held"] if left and left[0] else [])


def show(name: str, seen: Seen) -> dict[str, float]:
    """One line for each kind; the 95th percentiles."""
    found = {}
    for kind, times in seen.items():
        found[kind] = statistics.quantiles(times, n=20)[-1]
        print(f"{name:22} {kind:14} n={len(times):4} p50={statistics.median(times):6.1f} ms p95={found[kind]:6.1f} ms")
    return found


async def session(options: argparse.Namespace, environment: dict[str, str]) -> bool:
    """The three phases on one site."""
    async with AsyncExitStack() as stack:
        prepare = PREPARE.replace("{servers}", await stack.enter_async_context(faulty_servers()))
        site = await stack.enter_async_context(served(environment, prepare, OUTBOUND_ALLOWED_HOSTS="127.0.0.1"))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=site.address, timeout=70))
        bystanders = Bystanders(site, client, options.rate)
        await bystanders.live(5)
        keys = [each["key"] for each in site.prepared]
        quiet: Seen = defaultdict(list)
        loud: Seen = defaultdict(list)
        for _ in range(ROUNDS):
            await bystanders.live(options.seconds, quiet)
            storm = await python("-m", "benchmarks.door_parts.storm", site.address, *keys)
            await bystanders.live(options.seconds, loud)
            await storm.wait()
        calm, beside = show("undisturbed", quiet), show("beside misbehaviour", loud)
        await asyncio.sleep(1)
        wrong = wrong_ends(environment["DATABASE_URL"])
        with connected(environment["DATABASE_URL"]) as connection:
            connection.execute("UPDATE training_provider SET is_active = name IN ('Dead', 'healthy')")
        async with watched(environment):
            dead = show("dead Ollama host", await bystanders.live(options.seconds))
    print(
        f"misbehaviours: {len(FAULTS)}, wrong ends: {', '.join(wrong) or 'none'}; bystanders refused: {bystanders.failed}"
    )
    worse = [f"{kind} {now / calm[kind]:.2f}x" for kind, now in beside.items()]
    print(f"beside misbehaviour, p95 against undisturbed: {', '.join(worse)}; wanted below 2x")
    print(
        f"with a dead host: model list p95 {dead['model list']:.1f} ms (wanted 50), home page {dead['home page'] / calm['home page']:.2f}x"
    )
    is_fine = all(now < 2 * calm[kind] for kind, now in beside.items()) and dead["model list"] <= 50
    is_fine = is_fine and dead["home page"] < 2 * calm["home page"]
    return is_fine and not wrong and not bystanders.failed


async def python(*arguments: str, env: dict[str, str] | None = None) -> asyncio.subprocess.Process:
    """A Python process of the project, with pipes to it and from it."""
    pipe = subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=env, cwd=BASE_DIR, stdin=pipe, stdout=pipe
    )


@asynccontextmanager
async def watched(environment: dict[str, str]) -> AsyncIterator[None]:
    """Meanwhile every provider is probed, without a pause; it begins when the first probe does."""
    full = {**os.environ, **environment, "PYTHONPATH": os.pathsep.join([str(BASE_DIR), str(BASE_DIR / "queue")])}
    full |= {"DJANGO_SETTINGS_MODULE": "project.settings", "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1"}
    process = await python(*MANAGE[1:], "shell", "-v0", "-c", WATCH, env=full)
    assert process.stdout is not None
    try:
        await process.stdout.readline()
        yield
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def faulty_servers() -> AsyncIterator[str]:
    """The model servers in a process of their own; what it prints of their addresses."""
    process = await python("-m", "benchmarks.door_parts.faulty")
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield (await process.stdout.readline()).decode()
    finally:
        process.stdin.close()
        await process.wait()


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=8)
    parser.add_argument("--seconds", type=float, default=12)
    options = parser.parse_args(arguments)
    with test_servers() as environment:
        return 0 if asyncio.run(session(options, environment)) else 1
