"""One ``up`` per DATA_DIR: a lock that lives exactly as long as any process of the tree's core, and a note beside it."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

WAIT_STEP = 0.05


@dataclass(frozen=True)
class Running:
    """Who holds the lock and where it serves."""

    pid: int
    address: str


class RunLock:
    """The lock file of one DATA_DIR. The kernel frees it when the last holder dies, so it is never stale."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "up.lock"
        self.note = folder / "up.json"
        self.descriptor = -1

    def take(self, *, wait: float = 0) -> bool:
        """Take the lock, waiting up to ``wait`` seconds; False when another run holds it."""
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(self.descriptor)
                    self.descriptor = -1
                    return False
            time.sleep(WAIT_STEP)

    def is_free(self) -> bool:
        """Whether nobody holds it now."""
        if not self.path.exists():
            return True
        if self.take():
            os.close(self.descriptor)
            self.descriptor = -1
            return True
        return False

    def write(self, running: Running) -> None:
        """Note who runs where, in one step."""
        fresh = self.note.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(running)))
        fresh.replace(self.note)

    def read(self) -> Running | None:
        """The note of the present or last run."""
        try:
            return Running(**json.loads(self.note.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
