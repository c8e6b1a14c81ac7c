"""A site of its own for a benchmark: fresh servers, one web process, people with keys, and no limits in the way."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from project.settings.env import BASE_DIR

MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]


@dataclass(frozen=True)
class Site:
    """Where it listens, its process, and what the preparing program printed."""

    port: int
    pid: int
    prepared: Any

    @property
    def address(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def served(environment: dict[str, str], prepare: str, **more: str) -> AsyncIterator[Site]:
    """Migrate, run the Python text ``prepare`` in Django's shell (it prints one line of JSON), and serve the site."""
    full = {
        **os.environ,
        **environment,
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "PYTHONPATH": os.pathsep.join([str(BASE_DIR), str(BASE_DIR / "queue")]),
        "RATE_LIMITS": "false",
        **more,
    }
    await _done(*MANAGE, "migrate", "-v0", environment=full)
    out = await _done(*MANAGE, "shell", "-v0", "-c", prepare, environment=full)
    port = free_port()
    options = ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
    web = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "granian", *options, "--backlog", "4096", "--log-level", "error", "project.asgi:application"),
        env=full,
        cwd=BASE_DIR,
    )
    try:
        await _until_ready(port)
        yield Site(port, web.pid, json.loads(out.decode().strip().splitlines()[-1]))
    finally:
        web.send_signal(signal.SIGTERM)
        await web.wait()


async def _done(*command: str, environment: dict[str, str]) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, problem = await process.communicate()
    if process.returncode:
        raise SystemExit(f"Preparing failed:\n{problem.decode()}")
    return out


async def _until_ready(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
        for _ in range(300):
            try:
                if (await client.get("/health/ready")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)
    raise SystemExit("The site did not start.")
