"""Fixtures that every test may use; the longer ones live in project.testing."""

import gc
import inspect
from collections.abc import Iterator

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connections

from project.ops.cache.copies import empty_caches

pytest_plugins = [
    "project.testing.hanging",
    "project.testing.flushing",
    "project.testing.databases",
    "project.testing.site",
    "project.testing.sizes",
    "project.testing.environments",
    "project.testing.chromium",
    "project.testing.clients",
    "project.testing.operations",
    "accounts.testing",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the gallery of pages takes."""
    parser.addoption("--pictures", default="", help="Keep the gallery's pictures in this folder.")
    parser.addoption(
        "--form", default="png", choices=["png", "jpeg"], help="What the gallery's pictures are: JPEG is smaller."
    )
    parser.addoption(
        "--album", default="", help="Make the pictures of the documentation in this folder, and nothing else."
    )
    parser.addoption("--shots", default="", help="Only the gallery's pages whose name matches this expression.")
    parser.addoption("--widths", default="", help="Only these widths of the gallery, such as 390,1280.")


def pytest_configure(config: pytest.Config) -> None:
    """Tests make many people and clients: a quick hash, and no list of all static files for each client."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    gc.set_threshold(50_000)  # looking for garbage at every 700 objects takes a tenth of a run


WAITING = ("browser", "stack", "slow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no worker is left alone with it in the end; what waits for other processes is
    tried once more when it fails, and the summary names it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        if any(map(item.get_closest_marker, WAITING)):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was tried once more had a reason, which the summary tells."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.write_sep("_", f"first try of {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


def pytest_collection_finish() -> None:
    """What was loaded until now stays, so nobody needs to look for garbage in it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """A test starts without the limits and sessions that an earlier one left in this worker's caches."""
    empty_caches()


@pytest.fixture(autouse=True)
def _close_async_connections(request: pytest.FixtureRequest) -> Iterator[None]:
    """The thread that runs an async test's ORM gives its connection back before the database is emptied."""
    if not inspect.iscoroutinefunction(getattr(request, "function", None)):
        yield
        return
    for name in ("db", "transactional_db", "_django_db_marker"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
