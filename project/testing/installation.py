"""A whole installation started by ./daimon up's own entry point, to be broken and looked at from outside."""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psutil

from project.settings.env import BASE_DIR
from project.stack.account import Account
from project.stack.processes import python

START_SECONDS = 60
# What a test run sets for itself and an installation must not inherit.
OWN_SETTINGS = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PUBLIC_URL", "ALLOWED_HOSTS", "PROMETHEUS_MULTIPROC_DIR")


SERVICE_WORDS = {"web": "granian", "worker": "worker", "beat": "beat"}


class NotInTime(AssertionError):
    """Something did not happen within its time; the message holds the installation's output."""


@dataclass
class Installation:
    """One ``up`` with its own DATA_DIR. ``command`` and ``environment`` may be changed before the start."""

    data: Path
    port: int
    options: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = field(default_factory=lambda: python("-m", "project.stack", "up"))
    folder: Path = BASE_DIR
    account: Account | None = None
    process: "subprocess.Popen[bytes] | None" = None
    seen: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this object

    @property
    def address(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Run ``up`` without waiting for it."""
        command = [*self.command, "--data-dir", str(self.data), "--port", str(self.port), *self.options]
        self.process = subprocess.Popen(  # noqa: S603 - our own entry point
            command,
            env=self._environment(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=self.account.become if self.account else None,
        )

    def manage(self, *arguments: str) -> str:
        """Run one manage.py command on its database and return what it printed."""
        done = subprocess.run(  # noqa: S603 - our own entry point
            python("manage.py", *arguments),
            env={**self._environment(), "DATA_DIR": str(self.data)},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        paths = f"{self.folder}:{self.folder / 'queue'}"
        return {**kept, "DAIMON_ENV_FILE": "none", "PYTHONPATH": paths, **self.environment}

    def is_running(self) -> bool:
        """Whether ``up`` was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start_and_wait(self) -> float:
        """Run ``up`` until it announced its address and serves; returns the seconds that took."""
        begun = time.monotonic()
        announcements = self.output().count("Daimon runs at")
        self.start()
        self.wait_for(lambda: self.output().count("Daimon runs at") > announcements, "the address")
        self.wait_until_healthy()
        return time.monotonic() - begun

    def wait_until_healthy(self, seconds: float = START_SECONDS) -> None:
        """Return when the site answers that everything it needs is there."""
        self.wait_for(self.is_healthy, "a healthy answer", seconds)

    def is_healthy(self) -> bool:
        """Whether /health/live and /health/ready answer 200."""
        try:
            return all(
                httpx2.get(f"{self.address}/health/{name}", timeout=2).status_code == 200 for name in ("live", "ready")
            )
        except httpx2.HTTPError:
            return False

    def wait_for(self, happened: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
        """Poll until ``happened()``; NotInTime with the output when it did not, or when ``up`` ended."""
        deadline = time.monotonic() + seconds
        while not happened():
            ended = self.process is not None and self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                state = (
                    f"up ended with {self.process.returncode}" if ended and self.process else f"{seconds:.0f} s went by"
                )
                raise NotInTime(f"{state} before {what}:\n{self.output()}")
            time.sleep(0.02)

    def output(self) -> str:
        """All that ``up`` has written, over all its starts."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    # Its processes

    def look(self) -> list[psutil.Process]:
        """The processes of its tree now; they are remembered for ``leftovers``."""
        if self.process is None:
            return []
        with suppress(psutil.Error):
            front = psutil.Process(self.process.pid)
            tree = [front, *front.children(recursive=True)]
            for each in tree:
                with suppress(psutil.Error):
                    self.seen[each.pid] = each.create_time()
            return tree
        return []

    def keeper(self) -> psutil.Process:
        """The supervisor below the front process."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children()[0]

    def find(self, name: str) -> psutil.Process:
        """The main process of one service: postgres, valkey, web, worker or beat."""
        for child in self.keeper().children():
            with suppress(psutil.Error):
                words = " ".join(child.cmdline()[1:]).split()
                if child.name().removesuffix("-server") == name or SERVICE_WORDS.get(name) in words:
                    return child
        raise LookupError(f"{name} does not run")

    def leftovers(self) -> list[psutil.Process]:
        """Processes of this installation that still live although they should not."""
        alive = []
        for pid, born in self.seen.items():
            with suppress(psutil.Error):
                process = psutil.Process(pid)
                if process.create_time() == born and process.status() != psutil.STATUS_ZOMBIE:
                    alive.append(process)
        return alive

    def is_gone(self) -> bool:
        """Whether no process is left and the lock is free."""
        return not self.leftovers() and not self._others()

    def _others(self) -> list[int]:
        found = []
        for process in psutil.process_iter(["cmdline", "status"]):
            line = process.info["cmdline"] or []
            if str(self.data) in " ".join(line) and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        return found

    # Its end

    def kill(self) -> None:
        """End the front process as ``kill -9`` does."""
        assert self.process is not None
        self.look()
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it as Ctrl-C does; returns the exit code."""
        assert self.process is not None
        self.look()
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=START_SECONDS)

    def wait_until_gone(self, seconds: float = 30) -> None:
        """Return when nothing of it runs any more."""
        deadline = time.monotonic() + seconds
        while not self.is_gone():
            if time.monotonic() > deadline:
                left = [f"{each.pid} {each.cmdline()}" for each in self.leftovers()] + self._others()
                raise NotInTime(f"still running after {seconds:.0f} s: {left}\n{self.output()}")
            time.sleep(0.02)

    def clean_up(self) -> None:
        """End whatever a failed test left."""
        if self.process is not None and self.is_running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.look()
                self.process.kill()
                for each in self.leftovers():
                    with suppress(psutil.Error):
                        each.kill()
        self._log.close()

    def note(self) -> dict[str, object]:
        """What it wrote about itself: process id and address."""
        found: dict[str, object] = json.loads((self.data / "app_state" / "up.json").read_text())
        return found
