"""Stops, hangs, flushes and restarts Redis under mixed traffic, and counts what people noticed.

    ./daimon bench faults-redis [--rate 50] [--seconds 8]

The site (one process) reaches Valkey through a proxy of this program. Traffic is pages, the API by session, token and
key, and health. In every phase one signed-in session is revoked and asked again five seconds later, and a key with a
limit of its own sends more than it may. Wanted: no status of 500 or more, the 95th percentile less than 300 ms above the
undisturbed one, limits enforced, no revoked session accepted, everybody else still signed in.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx

from project.settings.env import BASE_DIR
from project.stack.suite import test_servers

PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for a minute
PREPARE = """
from accounts.testing import make_user, make_api_key_of
from django.conf import settings
import json, sys
people = []
for number in range(12):
    user = make_user(f"p{number}@example.org")
    from importlib import import_module
    from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    people.append({"session": session.session_key, "key": make_api_key_of(user)[1]})
limited = make_api_key_of(user, requests_per_minute=10)[1]
print(json.dumps({"people": people, "limited": limited}))
"""


@dataclass
class Proxy:
    """Stands between the site and Valkey: passes on, refuses, or accepts and stays silent."""

    upstream: str
    path: str
    mode: str = "pass"
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self) -> asyncio.Server:
        """Listen on the socket the site knows."""
        return await asyncio.start_unix_server(self._accept, self.path)

    def set(self, mode: str) -> None:
        """From now on; open connections are cut when it refuses."""
        self.mode = mode
        if mode == "refuse":
            for writer in list(self.open):
                writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == "refuse":
            writer.transport.abort()
            return
        self.open.add(writer)
        try:
            there_reader, there_writer = await asyncio.open_unix_connection(self.upstream)
            await asyncio.gather(self._pipe(reader, there_writer), self._pipe(there_reader, writer))
        except (OSError, ConnectionError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            while self.mode == "hang":  # noqa: ASYNC110 - several pipes wait for one word
                await asyncio.sleep(0.05)
            writer.write(data)
            await writer.drain()
        writer.close()


@dataclass
class Phase:
    """What was seen while Redis was in one state."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    signed_out: int = 0
    revoked_accepted: int = 0
    limited: Counter[int] = field(default_factory=Counter)

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000

    def line(self) -> str:
        """One row of the report."""
        server_errors = sum(number for status, number in self.statuses.items() if status >= 500)
        return (
            f"{self.name:12} requests={sum(self.statuses.values()):5} 5xx={server_errors} p95={self.p95:6.1f} ms "
            f"signed_out={self.signed_out} revoked_accepted={self.revoked_accepted} "
            f"limited_key: {self.limited[200]} passed, {self.limited[429]} refused"
        )


class Traffic:
    """People using the site."""

    def __init__(self, client: httpx.AsyncClient, prepared: dict) -> None:
        self.client = client
        self.people = prepared["people"]
        self.limited_key = prepared["limited"]
        self.revocable = self.people[6:]
        self.staying = self.people[:6]

    async def ask(self, phase: Phase, number: int) -> None:
        """One request of the mix."""
        person = self.staying[number % len(self.staying)]
        cookie = {"Cookie": f"sessionid={person['session']}"}
        kinds: list[tuple[str, dict[str, str]]] = [
            ("/api/v1/me", cookie),
            ("/api/v1/me", {"Authorization": f"Bearer {person['key']}"}),
            ("/accounts/login/", {}),
            ("/accounts/profile/", cookie),
            ("/health/live", {}),
        ]
        path, headers = kinds[number % len(kinds)]
        started = time.perf_counter()
        try:
            answer = await self.client.get(path, headers=headers)
            status = answer.status_code
        except httpx.HTTPError:
            status = 599
        phase.seconds.append(time.perf_counter() - started)
        phase.statuses[status] += 1
        if headers and status in {401, 302}:
            phase.signed_out += 1

    async def revoke_one(self, phase: Phase, seconds: float) -> None:
        """Use a session, revoke it with its own key's owner's session, and ask again after five seconds."""
        person = self.revocable.pop()
        headers = {"Cookie": f"sessionid={person['session']}"}
        await self.client.get("/api/v1/me", headers=headers)
        page = await self.client.get("/accounts/logout/", headers=headers)
        token = page.text.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        jar = {**headers, "Cookie": f"{headers['Cookie']}; csrftoken={page.cookies.get('csrftoken', '')}"}
        devices = (await self.client.get("/api/v1/sessions", headers=headers)).json()["results"]
        await self.client.delete(f"/api/v1/sessions/{devices[0]['id']}", headers={**jar, "X-CSRFToken": token})
        await asyncio.sleep(min(5.0, seconds))
        for _ in range(5):
            answer = await self.client.get("/api/v1/me", headers=headers)
            phase.revoked_accepted += answer.status_code == 200

    async def press_limit(self, phase: Phase) -> None:
        """Thirty quick requests with a key that may send ten a minute."""
        for _ in range(30):
            answer = await self.client.get("/api/v1/me", headers={"Authorization": f"Bearer {self.limited_key}"})
            phase.limited[answer.status_code] += 1


async def run_phase(name: str, traffic: Traffic, *, rate: int, seconds: float) -> Phase:
    """Traffic at that rate for that long; revocation and limits are tried meanwhile."""
    phase = Phase(name)
    asides = [asyncio.create_task(traffic.revoke_one(phase, 5)), asyncio.create_task(traffic.press_limit(phase))]
    tasks = []
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        tasks.append(asyncio.create_task(traffic.ask(phase, number)))
        await asyncio.sleep(max(0.0, started + (number + 1) / rate - time.perf_counter()))
    await asyncio.gather(*tasks, *asides)
    return phase


async def measure(
    address: str, prepared: dict, proxy: Proxy, upstream: str, options: argparse.Namespace
) -> list[Phase]:
    """Every state of Redis in turn."""
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=15, limits=limits) as client:
        await _until_ready(client)
        traffic = Traffic(client, prepared)
        await run_phase("warm-up", Traffic(client, {**prepared, "people": prepared["people"][:7]}), rate=20, seconds=3)
        phases = []
        steps: list[tuple[str, Callable[[], Awaitable[None] | None]]] = [
            ("undisturbed", lambda: None),
            ("stopped", lambda: proxy.set("refuse")),
            ("hung", lambda: proxy.set("hang")),
            ("flushed", lambda: _flush(proxy, upstream)),
            ("restarted", lambda: _cut(proxy)),
        ]
        for name, change in steps:
            changed = change()
            if changed is not None:
                await changed
            phases.append(await run_phase(name, traffic, rate=options.rate, seconds=options.seconds))
        return phases


async def _flush(proxy: Proxy, upstream: str) -> None:
    proxy.set("pass")
    reader, writer = await asyncio.open_unix_connection(upstream)
    writer.write(b"FLUSHALL\r\n")
    await reader.readline()
    writer.close()


async def _cut(proxy: Proxy) -> None:
    proxy.set("refuse")
    await asyncio.sleep(0.5)
    proxy.set("pass")


async def _until_ready(client: httpx.AsyncClient) -> None:
    for _ in range(300):
        try:
            if (await client.get("/health/ready")).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.2)
    raise SystemExit("The site did not start.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def session(options: argparse.Namespace, environment: dict[str, str], folder: Path) -> list[Phase]:
    """Proxy, database, site, traffic."""
    upstream = urlsplit(environment["REDIS_URL"]).path
    proxy = Proxy(upstream, str(folder / "proxy.sock"))
    server = await proxy.serve()
    port = _free_port()
    environment = {
        **os.environ,
        **environment,
        "REDIS_URL": f"unix://{proxy.path}?db=0",
        "RATE_LIMITS": "true",
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "PYTHONPATH": str(BASE_DIR),
    }
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    run = asyncio.create_subprocess_exec
    await (await run(*manage, "migrate", "-v0", env=environment)).wait()
    await (
        await run(
            *manage,
            "shell",
            "-v0",
            "-c",
            "from project.ops.models import LimitRule; LimitRule.objects.update(requests=1000000)",
            env=environment,
        )
    ).wait()
    prepared = await run(*manage, "shell", "-v0", "-c", PREPARE, env=environment, stdout=subprocess.PIPE)
    out, _ = await prepared.communicate()
    people = json.loads(out.decode().strip().splitlines()[-1])
    command = ["-m", "granian", "project.asgi:application", "--interface", "asgi", "--host", "127.0.0.1"]
    site = await run(
        sys.executable,
        *command,
        "--port",
        str(port),
        "--workers",
        "1",
        "--no-ws",
        "--log-level",
        "error",
        env=environment,
    )
    try:
        return await measure(f"http://127.0.0.1:{port}", people, proxy, upstream, options)
    finally:
        site.send_signal(signal.SIGTERM)
        await site.wait()
        server.close()


def main(arguments: list[str]) -> int:
    """Run it and print the figures; 1 when a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args(arguments)
    with test_servers() as environment, tempfile.TemporaryDirectory() as folder:
        phases = asyncio.run(session(options, environment, Path(folder)))
    calm = phases[0].p95
    for phase in phases:
        print(phase.line(), f"added_p95={phase.p95 - calm:6.1f} ms")
    broken = [
        phase.name
        for phase in phases
        if any(status >= 500 for status in phase.statuses)
        or phase.p95 - calm >= 300
        or phase.signed_out
        or phase.revoked_accepted
        or not phase.limited[429]
    ]
    print("broken:", ", ".join(broken) or "none")
    return 1 if broken else 0
