"""The processes of one installation: what each runs, needs, and how it is asked to stop."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from project.settings import database, env, paths, redis
from project.stack import health
from project.stack import postgres as pg
from project.stack import valkey as vk
from project.stack.account import Account, server_account
from project.stack.baseline import baseline
from project.stack.folders import data_folder, private_folder
from project.stack.postgres import Postgres
from project.stack.processes import python, spawn
from project.stack.service import Service
from project.stack.valkey import Valkey

HEADER_TIMEOUT = ("--http1-header-read-timeout", "10000")  # milliseconds until somebody who dawdles is sent away
WATCHED = ("project", "accounts", "chat", "spirits", "training", "queue")


@dataclass(frozen=True)
class Options:
    """What ``up`` was asked for."""

    host: str = "127.0.0.1"
    port: int = 8000
    reload: bool = False

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host  # noqa: S104 - compared only
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


@dataclass
class Setup:
    """What the set-up task waits for and found out; the files are signs for processes that load meanwhile."""

    owner_link: str = ""
    has_database: Path = paths.APP_STATE_DIR / "database.made"
    done: Path = paths.APP_STATE_DIR / "setup.done"
    _reading: int = field(default=-1, repr=False)

    def __post_init__(self) -> None:
        for sign in (self.has_database, self.done):
            sign.unlink(missing_ok=True)

    def pipe(self) -> int:
        """A descriptor for the task to write its report to."""
        self._reading, writing = os.pipe()
        os.set_inheritable(writing, True)
        return writing

    def read(self) -> None:
        """Take the report of the task, which has ended, and let the site open."""
        with os.fdopen(self._reading, "rb") as report:
            self.owner_link = json.loads(report.read() or b"{}").get("owner_link") or ""
        self.done.touch()


def prepare_folders() -> Account:
    """Make DATA_DIR and the folders below it that this process needs; returns the embedded servers' account."""
    needed: list[Path] = []
    if database.EMBEDDED_POSTGRES:
        needed.append(pg.binaries())
    if redis.EMBEDDED_VALKEY:
        needed.append(vk.binary())
    account = server_account(paths.DATA_DIR, *needed) if needed else Account(os.geteuid(), os.getegid())
    data_folder(paths.DATA_DIR, passable_for=account)
    private_folder(paths.APP_STATE_DIR)
    return account


def services(options: Options, setup: Setup, account: Account) -> list[Service]:
    """Every process of this installation; with DATABASE_URL or REDIS_URL set, that server is left out.

    What loads Django for seconds comes first, and does so while the data servers' folders are made.
    """
    servers = []
    if redis.EMBEDDED_VALKEY:
        servers.append(_valkey(account))
    if database.EMBEDDED_POSTGRES:
        servers.append(_postgres(account, setup))
    names = tuple(server.name for server in servers)
    return [_setup(options, setup), _web(options, setup), *servers, _worker(options, names), _beat(names)]


def _postgres(account: Account, setup: Setup) -> Service:
    server = Postgres(paths.POSTGRES_DIR, paths.SOCKET_DIR, account)

    def make_database() -> None:
        server.ensure_database(database.DATABASES["default"]["NAME"], baseline)
        setup.has_database.touch()

    return Service(
        "postgres",
        start=lambda output: server.start(output=output),
        prepare=server.prepare,
        is_ready=server.is_ready,
        when_ready=make_database,
        stop_signal=pg.STOP_SIGNAL,
        patience=30,
        stops_last=True,
    )


def _valkey(account: Account) -> Service:
    server = Valkey(paths.VALKEY_DIR, redis.VALKEY_SOCKET, account)
    return Service(
        "valkey",
        start=lambda output: server.start(output=output),
        prepare=server.prepare,
        is_ready=server.is_ready,
        stop_signal=vk.STOP_SIGNAL,
        patience=15,
        stops_last=True,
    )


def _setup(options: Options, setup: Setup) -> Service:
    """Migrations, catalogue and owner link; it loads Django while the database server starts."""

    def start(output: int) -> "subprocess.Popen[bytes]":
        report = setup.pipe()
        try:
            command = python("manage.py", "prepare", "--base-url", options.address, "--report", str(report))
            if database.EMBEDDED_POSTGRES:  # whose log would fill with attempts before
                command += ["--after", str(setup.has_database)]
            # Losing the last step in a crash is harmless: the next start repeats it.
            extra = {"PGOPTIONS": "-c synchronous_commit=off"} if database.EMBEDDED_POSTGRES else {}
            return _django(command, output, extra=extra, keep_open=(report,))
        finally:
            os.close(report)

    return Service("setup", start=start, stop_signal=signal.SIGTERM, is_task=True, when_ready=setup.read)


def _web(options: Options, setup: Setup) -> Service:
    """The site. It loads beside the set-up task, and opens when that is done."""
    command = [
        *python("-W", "ignore:No directory at", "-m", "granian", "project.waiting:application", "--interface", "asgi"),
        *("--host", options.host, "--port", str(options.port), "--workers", "1", "--no-ws"),
        *("--workers-kill-timeout", "5", "--no-access-log", "--log-level", "warning", *HEADER_TIMEOUT),
    ]
    if options.reload:
        command += ["--reload", *[part for each in WATCHED for part in ("--reload-paths", each)]]
    return Service(
        "web",
        start=lambda output: _django(command, output, extra={"DAIMON_OPENS_WITH": str(setup.done)}),
        is_ready=_answers(options, setup),
        stop_signal=signal.SIGTERM,
    )


def _worker(options: Options, servers: tuple[str, ...]) -> Service:
    # Root on a laptop is allowed; nothing but JSON is accepted, so Celery's warning about pickle does not apply.
    command = python("-W", "ignore:You're running the worker", "-m", "celery", "-A", "project", "--quiet", "worker")
    command += ["--loglevel", "WARNING", "--concurrency", "2"]
    command += ["--hostname", "daimon@%h", "--without-gossip", "--without-mingle"]
    if options.reload:
        line = shlex.join(command)
        command = python("-m", "watchfiles", "--filter", "python", "--sigint-timeout", "5", line, *WATCHED)
    return Service(
        "worker",
        start=lambda output: _django(command, output),
        needs=(*servers, "setup", "web"),  # the site loads faster alone
        stop_signal=signal.SIGTERM,
    )


def _beat(servers: tuple[str, ...]) -> Service:
    command = python("-m", "celery", "-A", "project", "--quiet", "beat", "--loglevel", "WARNING", "--pidfile", "")
    return Service(
        "beat",
        start=lambda output: _django(command, output),
        needs=(*servers, "setup", "web"),  # the site loads faster alone
        stop_signal=signal.SIGTERM,
        patience=5,
    )


def _django(
    command: list[str], output: int, *, extra: Mapping[str, str] | None = None, keep_open: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    """Start a process of our own code, with this installation's settings."""
    environment = {
        "OPENBLAS_NUM_THREADS": "1",  # several processes whose products are short: more threads only fight
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "DATA_DIR": str(paths.DATA_DIR),
        "PYTHONUNBUFFERED": "1",
        **(extra or {}),
    }
    return spawn(command, environment=environment, output=output, folder=env.BASE_DIR, keep_open=keep_open)


def _answers(options: Options, setup: Setup) -> Callable[[], bool]:
    """Whether the site answers that it is ready; it is not asked before it may open."""
    return lambda: setup.done.exists() and health.is_ready(options.host, options.port)
