"""Fill a version with rows and close it: after that nothing of it changes any more."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from project.lib.errors import InvalidInput
from training.datasets.errors import DatasetFileRefused
from training.datasets.models import DatasetVersion, Sample
from training.datasets.reading import Row
from training.datasets.rules.shapes import BadRow, Shape, digest_of, formed, shape_of_all, split_of
from training.datasets.rules.statistics import Statistics

LOOKED_AT = 200
AT_ONCE = 1_000
MOST_REPORTED = 1_000
MOST_REASONS = 500  # told apart; a hostile file has another for each row
OTHER_REASONS = "other reasons"


class Writer(Protocol):
    """What a job's context offers here."""

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far it is; raises when there is no point in going on."""

    def writes(self) -> AbstractContextManager[None]:
        """A transaction that commits only while the job is still ours."""

    def completes(self, result: Any = None) -> AbstractContextManager[None]:
        """The same, with the job's success."""


@dataclass
class Report:
    """Which rows were refused: the first of them by number, all of them by reason."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def refuse(self, number: int, reason: str) -> None:
        """Note a refused row."""
        known = reason[:80]
        self.reasons[known if known in self.reasons or len(self.reasons) < MOST_REASONS else OTHER_REASONS] += 1
        if len(self.rows) < MOST_REPORTED:
            self.rows.append({"row": number, "reason": reason})

    @property
    def count(self) -> int:
        """How many rows were refused."""
        return self.reasons.total()

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {"rows": self.rows, "reasons": dict(self.reasons.most_common(50))}


@dataclass
class Build:
    """One version being filled. ``share`` tells how much of the source a row stands for."""

    version: DatasetVersion
    writer: Writer
    drops_repeated: bool = False
    share: Callable[[Row], float] = lambda row: 0.0
    assign: Callable[[Mapping[str, Any], str], str] = lambda raw, digest: split_of(raw)
    report: Report = field(default_factory=Report)
    statistics: Statistics = field(default_factory=Statistics)
    seen: set[bytes] = field(default_factory=set)
    whole: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    count: int = 0

    def run(self, rows: Iterable[Row], *, at: Callable[[], datetime]) -> None:
        """Store every usable row and close the version with the job; an earlier attempt's rows are replaced.

        DatasetFileRefused when no row can be used or there are too many.
        """
        self._clear()
        source = iter(rows)
        first = list(islice(source, LOOKED_AT))
        shape = shape_of_all(row.value for row in first if row.value is not None)
        if shape is None:
            raise DatasetFileRefused.of("file", self._why_no_shape(first))
        for batch in _batches(_chained(first, source), AT_ONCE):
            samples = [sample for row in batch if (sample := self._sample(row, shape)) is not None]
            self.count += len(samples)
            if self.count + self.report.count > settings.DATASET_MOST_ROWS:
                raise too_many_rows(batch[-1].number)
            with self.writer.writes():
                Sample.objects.bulk_create(samples)
            self.writer.progress(99 * self.share(batch[-1]), f"{self.count:,} rows, {self.report.count:,} refused")
        if not self.count:
            first_reason = self.report.rows[0]
            raise DatasetFileRefused.of(
                "file", f"No row can be used. Row {first_reason['row']}: {first_reason['reason']}."
            )
        self._close(shape, at=at())

    def _sample(self, row: Row, shape: Shape) -> Sample | None:
        if row.value is None:
            self.report.refuse(row.number, row.problem)
            return None
        try:
            content = formed(row.value, shape)
        except BadRow as error:
            self.report.refuse(row.number, str(error))
            return None
        digest = digest_of(content)
        short = bytes.fromhex(digest[:32])
        if short in self.seen:
            self.statistics.repeated += 1
            if self.drops_repeated:
                return None
        self.seen.add(short)
        split = self.assign(row.value, digest)
        self.statistics.add(content, split)
        self.whole.update(f"{split}\t{digest}\n".encode())
        return Sample(version=self.version, number=row.number, split=split, content=content, digest=digest)

    def _clear(self) -> None:
        with self.writer.writes(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM training_sample WHERE version_id = %s", [self.version.pk])

    def _close(self, shape: Shape, *, at: datetime) -> None:
        version = self.version
        version.state, version.shape, version.ready_at = DatasetVersion.State.READY, shape, at
        version.row_count, version.refused_count = self.count, self.report.count
        version.digest, version.statistics, version.report = (
            self.whole.hexdigest(),
            self.statistics.told(),
            self.report.told(),
        )
        with self.writer.completes({"rows": self.count, "refused": self.report.count}):
            version.save()

    @staticmethod
    def _why_no_shape(first: list[Row]) -> str:
        if not first:
            return "There is no row in it."
        row = first[0]
        if row.value is None:
            return f"Row {row.number}: {row.problem}."
        names = ", ".join(str(name)[:40] for name in list(row.value)[:12])
        return (
            f"Its columns ({names}) are of no known form. Expected messages; question and answer; instruction and output;"
            " or text."
        )


def too_many_rows(number: int) -> InvalidInput:
    """The refusal of a file with more rows than a dataset takes, usable or not."""
    return DatasetFileRefused.of("file", f"Row {number}: a dataset takes at most {settings.DATASET_MOST_ROWS:,} rows.")


def _batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while batch := list(islice(rows, size)):
        yield batch


def _chained(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest
