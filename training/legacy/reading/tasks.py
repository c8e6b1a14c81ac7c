"""The tasks of ``.queue_state.json``: each one read strictly, or refused with every reason."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from training.legacy.reading.findings import Findings
from training.legacy.reading.strict_json import Unreadable, parsed, repeated_keys

FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
FUTURE = timedelta(days=1)
LONGEST_PATH = 1000
LARGEST = 1e18
KNOWN = frozenset({"image_path", "status", "progress", "error", "created_at", "started_at", "completed_at"})
KNOWN_ABOVE = frozenset({"is_processing", "should_stop", "queue", "current_task", "history", "saved_at"})
WAITS = frozenset({"pending", "processing", "interrupted"})
ENDED = frozenset({"completed", "failed"})


@dataclass(frozen=True)
class OldTask:
    """A task as it was written down; ``place`` is where."""

    file: str
    place: str
    image_path: str
    status: str
    progress: float
    error: str
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether its image is still to be processed."""
        return self.status in WAITS

    @property
    def identity(self) -> bytes:
        """What makes it this task and no other, wherever the folder lies now: its image and when it was asked for."""
        text = f"{self.image_path}\n{self.created_at.isoformat()}"
        return hashlib.sha256(text.encode()).digest()


@dataclass
class _Reading:
    """One task being read: its reasons to be refused are gathered under its place."""

    raw: dict[str, Any]
    at: datetime
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A text without what no database holds."""
        value = self.raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.reasons.append(f"{name} must be text, not {_kind(value)}")
            return ""
        storable = "".join("�" if each == "\x00" or "\ud800" <= each <= "\udfff" else each for each in value)
        if storable != value:
            self.notes.append(f"{name} held characters that are none; each became �")
        return storable

    def image_path(self) -> str:
        """A path that can be stored."""
        value = self.raw.get("image_path")
        if not isinstance(value, str) or not value.strip():
            self.reasons.append("image_path is missing" if value in (None, "") else "image_path must be text")
            return ""
        if len(value) > LONGEST_PATH:
            self.reasons.append(f"image_path is longer than {LONGEST_PATH} characters")
        if any(each == "\x00" or "\ud800" <= each <= "\udfff" for each in value):
            self.reasons.append("image_path holds characters that are none; rename the file")
        return value

    def number(self, name: str) -> float | None:
        """A finite number."""
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.reasons.append(f"{name} must be a number, not {_kind(value)}")
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self.reasons.append(f"{name} is no finite number")
            return None
        if abs(value) >= LARGEST:
            self.reasons.append(f"{name} is far too large")
            return None
        return value

    def moment(self, name: str) -> datetime | None:
        """A moment given in seconds since 1970."""
        seconds = self.number(name)
        if seconds is None:
            return None
        latest = (self.at + FUTURE).timestamp()
        if seconds > latest:
            hint = (
                "; it looks like milliseconds" if latest < seconds <= latest * 1000 and seconds > latest * 100 else ""
            )
            self.reasons.append(f"{name} lies in the future{hint}")
            return None
        if seconds < FIRST_MOMENT.timestamp():
            self.reasons.append(f"{name} lies before the year 2000; expected seconds since 1970")
            return None
        return datetime.fromtimestamp(seconds, UTC)


def read_tasks(raw: bytes, findings: Findings, *, at: datetime) -> list[OldTask]:
    """The tasks of a state file in its order, each identity once; Unreadable when the file is none."""
    state = parsed(raw)
    _check_state(state, findings, at=at)
    whole = _progress_is_percent(state)
    found: dict[bytes, OldTask] = {}
    for place, task in _entries(state):
        read = _task(task, place, findings, at=at, is_percent=whole)
        if read is None:
            continue
        known = found.get(read.identity)
        if known is None:
            found[read.identity] = read
            continue
        # A program that died while it moved a task left it in two lists; the end that was written down counts.
        kept, left = (read, known) if known.waits and not read.waits else (known, read)
        found[read.identity] = kept
        findings.refused(left.place, f"This is the same task as {kept.place}, which is taken.")
    return list(found.values())


def _check_state(state: Any, findings: Findings, *, at: datetime) -> None:
    if not isinstance(state, dict):
        raise Unreadable(f"Expected an object with queue and history, not {_kind(state)}.")
    if twice := sorted(repeated_keys(state) & KNOWN_ABOVE):
        raise Unreadable(f"The key {twice[0]} stands more than once; which one counts cannot be known.", place=twice[0])
    for name in ("queue", "history"):
        if not isinstance(state.get(name), list):
            raise Unreadable("Expected a list." if name in state else "It is missing.", place=name)
    if not isinstance(state.get("current_task"), dict | None):
        raise Unreadable("Expected a task or null.", place="current_task")
    for name in ("is_processing", "should_stop"):
        if not isinstance(state.get(name), bool | None):
            findings.note(name, f"Expected true or false, not {_kind(state[name])}; it is not needed.")
    saved = _Reading(state, at)
    saved.moment("saved_at")
    for reason in saved.reasons:
        findings.note("saved_at", f"{reason}; it is not needed.")
    for name in sorted(set(state) - KNOWN_ABOVE):
        findings.note(name, "This field is unknown and is left behind.")


def _entries(state: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for number, task in enumerate(state["history"]):
        yield f"history[{number}]", task
    if state.get("current_task") is not None:
        yield "current_task", state["current_task"]
    for number, task in enumerate(state["queue"]):
        yield f"queue[{number}]", task


def _task(raw: Any, place: str, findings: Findings, *, at: datetime, is_percent: bool) -> OldTask | None:
    if not isinstance(raw, dict):
        findings.refused(place, f"Expected a task, not {_kind(raw)}.")
        return None
    reading = _Reading(raw, at)
    if twice := sorted(repeated_keys(raw)):
        reading.reasons.append(f"{', '.join(twice)}: stands more than once")
    path = reading.image_path()
    status = str(raw.get("status"))
    if status not in WAITS | ENDED:
        reading.reasons.append(f"status must be one of {', '.join(sorted(WAITS | ENDED))}")
    progress = reading.number("progress") or 0.0
    if not 0 <= progress <= 100:
        reading.reasons.append("progress must lie between 0 and 100")
    created, started, completed = (reading.moment(name) for name in ("created_at", "started_at", "completed_at"))
    error = reading.text("error")
    if created is None and raw.get("created_at") is None:
        reading.reasons.append("created_at is missing")
    if status in ENDED and raw.get("completed_at") is None:
        reading.reasons.append(f"completed_at is missing, though it is {status}")
    times = [each for each in (created, started, completed) if each is not None]
    if times != sorted(times):
        reading.reasons.append("its times are out of order: created, started, completed")
    for name in sorted(set(raw) - KNOWN):
        reading.notes.append(f"{name} is unknown and is left behind")
    if reading.reasons or created is None:
        findings.refused(place, _sentence(reading.reasons))
        return None
    if reading.notes:
        findings.note(place, _sentence(reading.notes))
    percent = progress if is_percent else progress * 100
    return OldTask(findings.file, place, path, status, percent, error, created, started, completed)


def _progress_is_percent(state: dict[str, Any]) -> bool:
    """Whether any task of the file tells more than 1; else progress was kept as a fraction."""
    for _, task in _entries(state):
        value = task.get("progress") if isinstance(task, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and 1 < value <= 100:
            return True
    return False


def _sentence(parts: list[str]) -> str:
    return f"{'; '.join(parts)}."


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
