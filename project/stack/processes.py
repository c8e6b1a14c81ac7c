"""Starting, watching and ending operating-system processes so that none outlives its purpose."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from project.stack.account import Account, die_with_parent

POLL_SECONDS = 0.01


def spawn(
    command: Sequence[str],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    output: int | IO[bytes] | None = None,
    folder: Path | None = None,
    keep_open: Sequence[int] = (),
    signal_at_parents_death: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``command`` as leader of a process group of its own; it gets a signal when this process dies, however."""
    parent = os.getpid()

    def between_fork_and_exec() -> None:
        if account is not None:
            account.become()
        die_with_parent(signal_at_parents_death)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return subprocess.Popen(  # noqa: S603 - fixed commands of this package
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        cwd=folder,
        env=dict(environment) if environment is not None else None,
        pass_fds=tuple(keep_open),
        start_new_session=True,
        preexec_fn=between_fork_and_exec,
    )


def end(process: subprocess.Popen[bytes], *, by: int, patience: float) -> None:
    """Ask ``process`` to stop with signal ``by``; after ``patience`` seconds kill it and its whole group."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
    kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    """Kill what is left of the process group that ``leader`` led."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def wait_until(is_ready: Callable[[], bool], *, seconds: float, unless: Callable[[], bool] = lambda: False) -> bool:
    """Poll until ``is_ready``; False when ``seconds`` went by or ``unless`` became true first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_ready():
            return True
        if unless():
            return False
        time.sleep(POLL_SECONDS)
    return is_ready()


def python(*arguments: str) -> list[str]:
    """A command line for this very Python interpreter."""
    return [sys.executable, *arguments]
