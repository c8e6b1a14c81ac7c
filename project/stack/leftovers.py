"""Processes that a killed run left behind: remembered on disk, ended by the next start."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import psutil


class ProcessBook:
    """A file with the id and birth time of each process group a run started; a reused id is told by its birth time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[int, float] = {}

    def add(self, pid: int) -> None:
        """Remember a process that was just started."""
        with suppress(psutil.Error):
            self._known[pid] = psutil.Process(pid).create_time()
        self._save()

    def remove(self, pid: int) -> None:
        """Forget a process that ended."""
        self._known.pop(pid, None)
        self._save()

    def end_leftovers(self, *, patience: float = 10) -> int:
        """Stop every remembered process that still lives, with its group; returns how many there were."""
        try:
            remembered = {int(pid): born for pid, born in json.loads(self.path.read_text()).items()}
        except (FileNotFoundError, ValueError):
            return 0
        alive = [process for pid, born in remembered.items() if (process := _same_process(pid, born)) is not None]
        for process in alive:
            with suppress(psutil.Error):
                process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
        psutil.wait_procs(alive, timeout=patience)
        for pid in remembered:
            if pid in {process.pid for process in alive}:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
        self.path.unlink(missing_ok=True)
        return len(alive)

    def _save(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self._known))
        fresh.replace(self.path)


def _same_process(pid: int, born: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - born) < 1 and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def end_children(*, but: set[int]) -> None:
    """Kill every child of this process that is not in ``but``: orphans that came to it as the nearest reaper."""
    for child in psutil.Process().children():
        if child.pid not in but:
            with suppress(psutil.Error):
                child.kill()


def end_descendants() -> None:
    """Kill every child of this process until none is left: what a killed child leaves comes to it as the nearest reaper."""
    with suppress(ChildProcessError):
        while True:
            end_children(but=set())
            os.wait()
