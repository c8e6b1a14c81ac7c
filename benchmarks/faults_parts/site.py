"""A served site with people in it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2 as httpx

from project.settings.env import BASE_DIR

MANAGE = [sys.executable, "-W", "ignore", str(BASE_DIR / "manage.py")]
PREPARE = """
from importlib import import_module
import json
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from accounts.testing import make_user, make_api_key_of
from project.ops.models import LimitRule
LimitRule.objects.update(requests=1000000)
people = []
for number in range(12):
    user = make_user(f"p{number}@example.org")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    for _ in range(2):
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save() if session.session_key else session.create()
    people.append({"email": user.email, "session": session.session_key, "key": make_api_key_of(user)[1]})
limited = make_api_key_of(user, requests_per_minute=10)[1]
print(json.dumps({"people": people, "limited": limited}))
"""


def free_port() -> int:
    """A TCP port of the loopback interface that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def site_environment(servers: dict[str, str], **changes: str) -> dict[str, str]:
    """The environment of the site's processes."""
    fixed = {
        "RATE_LIMITS": "true",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "PYTHONPATH": str(BASE_DIR),
    }
    return {**os.environ, **servers, **fixed, **changes}


async def prepare(environment: dict[str, str]) -> dict[str, Any]:
    """Migrate and make twelve people with a session and a key each, and one key that may send ten a minute."""
    for command in (["prepare", "--no-static"], ["shell", "-v0", "-c", PREPARE]):
        process = await asyncio.create_subprocess_exec(*MANAGE, *command, env=environment, stdout=subprocess.PIPE)
        out, _ = await process.communicate()
        if process.returncode:
            raise SystemExit(f"manage.py {command[0]} failed.")
    found: dict[str, Any] = json.loads(out.decode().strip().splitlines()[-1])
    return found


@asynccontextmanager
async def served(
    environment: dict[str, str], *options: str, application: str = "project.asgi:application", interface: str = "asgi"
) -> AsyncIterator[str]:
    """The address of one web process, which ends with the block."""
    port = free_port()
    command = ["-W", "ignore", "-m", "granian", application, "--interface", interface, "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--no-ws", "--log-level", "error", *options]
    site = await asyncio.create_subprocess_exec(sys.executable, *command, env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        site.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(site.wait(), 10)
        except TimeoutError:
            site.kill()
            await site.wait()


async def until_ready(client: httpx.AsyncClient, path: str = "/health/ready") -> None:
    """Wait for the site's first good answer."""
    for _ in range(300):
        try:
            if (await client.get(path)).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.2)
    raise SystemExit("The site did not start.")
