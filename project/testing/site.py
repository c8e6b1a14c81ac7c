"""The real site over HTTP: granian serves ``project.asgi:application`` from this worker's test database."""

import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

import httpx2
import psutil
import pytest
from django.db import connections

from project.settings.env import BASE_DIR
from project.stack.processes import end, kill_group, python, spawn

START_SECONDS = 30


class SiteServer:
    """One web process per worker: started by the first test that needs it, ended by one that must be alone."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._address = ""

    def address(self) -> str:
        """Where it serves, started now if it has to be."""
        self._address = self._address or self._running.enter_context(another_web_process())
        return self._address

    def end(self) -> None:
        """Stop it, if it runs."""
        self._running.close()
        self._address = ""


@pytest.fixture(scope="session")
def _site_server(django_db_setup: None) -> Iterator[SiteServer]:
    server = SiteServer()
    yield server
    server.end()


@contextmanager
def another_web_process(environment: dict[str, str] | None = None, *, port: int = 0) -> Iterator[str]:
    """The address of a web process on this worker's database and caches, or in another environment, until the block ends."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile() as log:
        process = spawn(
            _command(port),
            environment=environment or site_environment(),
            output=log,
            folder=BASE_DIR,
            signal_at_parents_death=signal.SIGKILL,
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(address):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    pytest.fail(f"The site did not start:\n{log.read().decode(errors='replace')}")
                time.sleep(0.05)
            yield address
        finally:
            end(process, by=signal.SIGTERM, patience=5)


@pytest.fixture
def live_site(_site_server: SiteServer, transactional_db: None) -> str:
    """The base address (http://127.0.0.1:PORT) of the running site; what the test commits, the site sees."""
    return _site_server.address()


@pytest.fixture
def no_site(_site_server: SiteServer) -> None:
    """No site answers the runs of this worker's database while the test answers them itself."""
    _site_server.end()


def kill_web_process(port: int) -> None:
    """End the web process at that port, and its workers, as ``kill -9`` does."""
    for each in psutil.process_iter(["cmdline"]):
        if each.info["cmdline"] == _command(port):
            kill_group(each.pid)


def site_environment() -> dict[str, str]:
    """The environment of a process that shares this worker's test database and caches."""
    return {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "project.settings"}


def database_url() -> str:
    """The DATABASE_URL of the database this worker tests on."""
    settings = connections["default"].settings_dict
    login = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    host = settings["HOST"]
    if host.startswith("/"):
        return f"postgres://{login}@/{host}/{settings['NAME']}"
    return f"postgres://{login}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"


def free_port() -> int:
    """A TCP port on the loopback interface that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(port: int) -> list[str]:
    return python(
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--no-ws",
        "--workers-kill-timeout",
        "3",
        "project.asgi:application",
    )


def _answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/health/live", timeout=2).status_code < 500
    except httpx2.HTTPError:
        return False
