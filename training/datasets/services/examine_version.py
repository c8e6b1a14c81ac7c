"""Look for personal data and secrets in a version's rows; values are only ever kept masked."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jobs.models import Job
from jobs.services.enqueue import enqueue
from project.lib.clock import now
from project.lib.worker import WorkEnded, run_in_worker
from training.datasets.models import DatasetVersion
from training.datasets.queries.datasets import every_sample
from training.datasets.rules.shapes import texts_of
from training.datasets.services.build_version import Writer

KIND = "training.examine_dataset_version"
WORK = "project.lib.personal_data_work:examine"
KINDS = ["email", "phone", "card", "bank_account", "identity_number", "ip_address", "birth_date", "secret"]
LARGEST_PART = 100_000
MOST_LISTED = 200
OVERLAP = 200
BETWEEN = "\n\n\n"
SECONDS, MEGABYTES = 60.0, 512


@dataclass(frozen=True)
class VersionToExamine:
    """The version that a job looks through."""

    version_id: UUID


def ask_to_examine(*, version: DatasetVersion) -> Job:
    """A job that looks through every row and keeps the outcome with the version."""
    return enqueue(
        KIND,
        VersionToExamine(version.pk),
        owner=version.dataset.owner,
        title=f"Look for personal data in {version.dataset.name}",
    )


def examine_version(*, version: DatasetVersion, writer: Writer) -> dict[str, Any]:
    """How many findings of each kind, and the first of them with their rows; stored with the version."""
    counts: Counter[str] = Counter()
    listed: list[dict[str, Any]] = []
    unread: list[int] = []
    for part in _parts(version):
        try:
            found = run_in_worker(WORK, (part.text, KINDS, None), {}, seconds=SECONDS, megabytes=MEGABYTES)
        except WorkEnded:
            unread += part.rows
            continue
        for each in found["findings"]:
            counts[each["kind"]] += 1
            if len(listed) < MOST_LISTED:
                row = part.row_at(each["start"])
                listed.append({"row": row, **{name: each[name] for name in ("kind", "name", "masked", "rule")}})
        writer.progress(99 * part.rows[-1] / max(1, version.row_count), f"row {part.rows[-1]:,}")
    told = {
        "counts": dict(counts),
        "findings": listed,
        "unread_rows": unread[:MOST_LISTED],
        "is_clean": not counts and not unread,
        "examined_at": now().isoformat(),
    }
    with writer.completes({"counts": dict(counts)}):
        DatasetVersion.objects.filter(pk=version.pk).update(personal_data=told)
    return told


class _Part:
    """The words of some rows in one text, and where each begins in it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.rows: list[int] = []
        self.starts: list[int] = []
        self.length = 0

    def add(self, row: int, text: str) -> None:
        """Take a row in."""
        self.rows.append(row)
        self.starts.append(self.length)
        self.texts.append(text)
        self.length += len(text) + len(BETWEEN)

    @property
    def text(self) -> str:
        """All of it; rows are so far apart that nothing is found across two."""
        return BETWEEN.join(self.texts)

    def row_at(self, place: int) -> int:
        """The row that has this place."""
        return self.rows[bisect_right(self.starts, place) - 1]


def _parts(version: DatasetVersion) -> Iterator[_Part]:
    """Every row's words, many rows at once; a long row comes in pieces that overlap a little."""
    part = _Part()
    for sample in every_sample(version):
        text = "\n".join(texts_of(sample.content))
        for start in range(0, len(text), LARGEST_PART):
            part.add(sample.number, text[max(0, start - OVERLAP) : start + LARGEST_PART])
            if part.length >= LARGEST_PART:
                yield part
                part = _Part()
    if part.rows:
        yield part
