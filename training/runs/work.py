"""What an executor works with: metrics, log, progress, what to keep for the next attempt, and its folder."""

import hashlib
import math
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Max

from jobs.errors import PermanentFailure
from project.lib.clock import now
from training.runs.models import TrainingArtifact, TrainingLog, TrainingMetric, TrainingRun

WRITTEN_SECONDS = 0.5
MOST_LINES = 5_000
LONGEST_LINE = 1_000


class Writer(Protocol):
    """What a job's context offers here."""

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far it is; raises when there is no point in going on."""

    def writes(self) -> AbstractContextManager[None]:
        """A transaction that commits only while the job is still ours."""

    def completes(self, result: Any = None) -> AbstractContextManager[None]:
        """The same, with the job's success."""


@dataclass(frozen=True)
class Made:
    """What came out: what a minion that gets it is given, what to say of it, and a reason to refuse it."""

    changes: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    language_model_id: Any = None
    refusal: str = ""


class Work:
    """One attempt at a run. Metrics and lines are written in batches, each only while the job is ours."""

    def __init__(self, run: TrainingRun, writer: Writer) -> None:
        self.run = run
        self.writer = writer
        self.folder = folder_of(run)
        self._points: dict[tuple[str, int], float] = {}
        self._lines: list[str] = []
        self._next_line = (TrainingLog.objects.filter(run=run).aggregate(last=Max("number"))["last"] or 0) + 1
        self._written = 0.0
        self._progress = (run.progress, run.message)

    @property
    def config(self) -> dict[str, Any]:
        """Everything that decides what comes out."""
        found: dict[str, Any] = self.run.config
        return found

    def metric(self, name: str, step: int, value: float) -> None:
        """A point of a curve. One that is no finite number ends the run with a sentence."""
        if not math.isfinite(value):
            self.flush()
            raise PermanentFailure(
                f"{name} is no number any more at step {step}. Try a lower learning rate, or look for broken rows.",
                code="training_diverged",
            )
        self._points[(name, step)] = value
        self._flush_now_and_then()

    def log(self, text: str) -> None:
        """A line of the log."""
        self._lines.append(text.replace("\x00", " ")[:LONGEST_LINE])
        self._flush_now_and_then()

    def progress(self, percent: float, message: str = "") -> None:
        """How far it is; raises when the run was stopped or the job given to another."""
        self._progress = (max(0, min(99, int(percent))), message[:200])
        self.writer.progress(*self._progress)
        self._flush_now_and_then()

    def keep(self, **values: Any) -> None:
        """Leave something for the next attempt."""
        self.run.kept = {**self.run.kept, **values}
        with self.writer.writes():
            self.run.save(update_fields=["kept"])

    def flush(self) -> None:
        """Write what is not written yet."""
        self._written = time.monotonic()
        at = now()
        points = [
            TrainingMetric(run=self.run, name=name, step=step, value=value, at=at)
            for (name, step), value in self._points.items()
        ]
        room = max(0, MOST_LINES - self._next_line + 1)
        lines = [
            TrainingLog(run=self.run, number=number, text=text, at=at)
            for number, text in enumerate(self._lines[:room], self._next_line)
        ]
        with self.writer.writes():
            TrainingMetric.objects.bulk_create(
                points, update_conflicts=True, unique_fields=["run", "name", "step"], update_fields=["value", "at"]
            )
            TrainingLog.objects.bulk_create(lines, ignore_conflicts=True)
            percent, message = self._progress
            TrainingRun.objects.filter(pk=self.run.pk).update(progress=percent, message=message)
        self._next_line += len(lines)
        self._points, self._lines = {}, []

    def _flush_now_and_then(self) -> None:
        if time.monotonic() - self._written >= WRITTEN_SECONDS:
            self.flush()


def folder_of(run: TrainingRun) -> Path:
    """Where the run's files lie."""
    return Path(settings.ARTIFACTS_DIR) / "training" / str(run.pk)


def artifacts_of(run: TrainingRun, files: Iterable[Path]) -> list[TrainingArtifact]:
    """The files with their hashes, not stored yet."""
    folder = folder_of(run)
    found = []
    for path in sorted(files):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found.append(
            TrainingArtifact(run=run, path=str(path.relative_to(folder)), size=path.stat().st_size, sha256=digest)
        )
    return found
