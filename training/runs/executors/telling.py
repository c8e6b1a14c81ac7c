"""What a trainer says in lines of JSON, taken down as metrics, log and progress."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from jobs.errors import PermanentFailure
from training.runs.work import Work

LARGEST_SENT = 64_000_000  # bytes of files that may come by lines


class Telling:
    """Hears one trainer. Files that come in lines are put together and checked by their hash."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.done: dict[str, Any] | None = None
        self.problem = ""
        self._parts: dict[str, list[bytes]] = {}
        self._hashes: dict[str, str] = {}

    def take(self, line: str) -> None:
        """One line; one that is no JSON is part of the log."""
        try:
            said = json.loads(line)
        except ValueError:
            said = {"log": line}
        if not isinstance(said, dict):
            said = {"log": line}
        work = self.work
        if "metric" in said:
            work.metric(said["metric"], said["step"], said["value"])
        if "percent" in said:
            work.progress(said["percent"], said.get("message", ""))
        if "checkpoint" in said:
            work.log(f"Checkpoint at step {said['checkpoint']}")
            work.flush()
        if "file" in said:
            self._take_part(said)
        if said.get("log", "").strip():
            work.log(said["log"])
        self.problem = said.get("problem", self.problem)
        if said.get("done"):
            self.done = said

    def write_files(self, folder: Path) -> None:
        """Write what was sent below the folder; a PermanentFailure when something is missing of it."""
        for name, parts in self._parts.items():
            raw = b"".join(parts)
            if hashlib.sha256(raw).hexdigest() != self._hashes[name]:
                raise PermanentFailure(f"{name} did not arrive whole.", code="training_failed")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)

    def _take_part(self, said: dict[str, Any]) -> None:
        name = Path(str(said["file"])).name
        if sum(map(len, self._parts.get(name, ()))) > LARGEST_SENT:
            raise PermanentFailure("The adapter is too large to be sent.", code="training_failed")
        self._parts.setdefault(name, []).append(base64.b64decode(said["data"]))
        self._hashes[name] = str(said["sha256"])
