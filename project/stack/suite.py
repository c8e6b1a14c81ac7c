"""``./daimon test``: PostgreSQL and Valkey of its own in memory, pytest against them, and nothing left afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from project.settings.env import BASE_DIR
from project.stack.account import server_account
from project.stack.errors import StackError
from project.stack.folders import data_folder
from project.stack.postgres import CRASH_SIGNAL, Postgres
from project.stack.postgres import binaries as postgres_binaries
from project.stack.processes import end, python, wait_until
from project.stack.valkey import STOP_SIGNAL as VALKEY_STOP
from project.stack.valkey import Valkey
from project.stack.valkey import binary as valkey_binary

PREFIX = "daimon-test-"
DATABASE = "daimon"
START_SECONDS = 60
WORKERS = "3"  # on two cores: a third of the time a test waits for a server or a browser
QUICK = "not slow and not browser and not stack"
# Losing these databases in a power cut loses nothing, so they never wait for a disk.
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=4GB")


def run_tests(arguments: list[str], *, is_fast: bool) -> int:
    """Run pytest on fresh servers and return its exit code; the servers and their files are gone afterwards."""
    with test_servers() as environment:
        tests = spawn_tests(pytest_command(arguments, is_fast=is_fast), environment)
        return wait_for(tests)


def pytest_command(arguments: list[str], *, is_fast: bool) -> list[str]:
    """The pytest command line: its workers, and the quick tests only with --fast, unless the arguments say otherwise."""
    command = python("-m", "pytest")
    if not any(
        each == "-n" or each.startswith(("-n", "--numprocesses", "--pdb", "--collect-only", "--co"))
        for each in arguments
    ):
        command += ["-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
    if is_fast:
        command += ["-m", QUICK]
    return command + arguments


def spawn_tests(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start pytest in this terminal's process group, so that Ctrl-C reaches it first."""
    return subprocess.Popen(command, env=environment, cwd=BASE_DIR)  # noqa: S603 - a fixed command


def wait_for(tests: subprocess.Popen[bytes]) -> int:
    """The exit code of pytest; Ctrl-C and SIGTERM are passed on and waited for."""
    signal.signal(signal.SIGTERM, lambda *_: tests.send_signal(signal.SIGTERM))
    while True:
        try:
            code = tests.wait()
        except KeyboardInterrupt:
            continue  # pytest got it too and is writing its summary
        return code if code >= 0 else 128 - code


@contextmanager
def test_servers() -> Iterator[dict[str, str]]:
    """The environment of a process that finds fresh, empty test servers; they end with the block."""
    remove_abandoned()
    with ExitStack() as after:
        home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_memory()))
        after.callback(shutil.rmtree, home, ignore_errors=True)
        account = server_account(home, postgres_binaries(), valkey_binary())
        data_folder(home, passable_for=account)
        postgres = Postgres(home / "postgres", home / "run", account, settings=UNSAFE_AND_FAST)
        valkey = Valkey(home / "valkey", home / "run" / "valkey.sock", account, is_durable=False)
        log = after.enter_context((home / "servers.log").open("wb"))
        valkey.prepare()
        caches = valkey.start(output=log.fileno())
        after.callback(end, caches, by=VALKEY_STOP, patience=5)
        postgres.prepare()
        database = postgres.start(output=log.fileno())
        after.callback(end, database, by=CRASH_SIGNAL, patience=5)
        for server, process in ((postgres, database), (valkey, caches)):
            if not wait_until(server.is_ready, seconds=START_SECONDS, unless=lambda p=process: p.poll() is not None):  # type: ignore[misc]
                raise StackError(f"The test servers did not start:\n{(home / 'servers.log').read_text()}")
        postgres.ensure_database(DATABASE)
        yield _environment(home, postgres, valkey)


def _environment(home: Path, postgres: Postgres, valkey: Valkey) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DEBUG", "PROMETHEUS_MULTIPROC_DIR"}
    }
    return {
        **kept,
        "DAIMON_ENV_FILE": "none",
        "DAIMON_TEST_SERVERS": str(home),
        "DATA_DIR": str(home / "data"),
        "DATABASE_URL": postgres.url(DATABASE),
        "REDIS_URL": valkey.url(0),
        "ENVIRONMENT": "local",
        "SECRET_KEY": "a-fixed-key-for-tests-that-signs-nothing-of-value-0123456789",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def _memory() -> str:
    """A folder in memory when this machine has one that can be written, else the temporary folder."""
    memory = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else tempfile.gettempdir()


def remove_abandoned() -> None:
    """Delete the files of test runs that were killed; their servers died with them."""
    for folder in Path(_memory()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-", 1)[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)) and folder.stat().st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)
