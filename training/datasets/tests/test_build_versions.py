"""Versions are read by a job, keep a report of what they refused, and never change once they are ready."""

import os
from pathlib import Path
from typing import Any

import polars
import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.errors import DatasetNotReady
from training.datasets.models import Dataset, DatasetVersion, Sample
from training.datasets.rules.splitting import Shares
from training.datasets.services import fill_version
from training.datasets.services.add_version import dedupe_version, split_version, upload_version
from training.datasets.services.build_version import MOST_REASONS, MOST_REPORTED, OTHER_REASONS, Report
from training.datasets.services.examine_version import ask_to_examine
from training.datasets.services.files import NoRoom, place_of
from training.datasets.services.make_dataset import make_dataset, remove_dataset
from training.datasets.tests.conftest import Filled

QA = [{"question": f"What is {number}?", "answer": f"It is {number}."} for number in range(200)]


def built(version: DatasetVersion) -> DatasetVersion:
    run_waiting()
    version.refresh_from_db()
    return version


def test_a_file_becomes_a_version_with_report_and_statistics(filled: Filled) -> None:
    version = filled([*QA[:3], {"question": "?"}, {"question": "q", "answer": "a", "split": "dev"}, QA[0]])
    assert (version.state, version.shape, version.row_count, version.refused_count) == ("ready", "qa", 5, 1)
    reason = "answer is missing or empty"
    assert version.report == {"rows": [{"row": 4, "reason": reason}], "reasons": {reason: 1}}
    assert version.statistics["splits"] == {"train": 4, "validation": 1}
    assert (version.statistics["rows"], version.statistics["repeated"]) == (5, 1)
    assert list(version.samples.values_list("number", "split")) == [
        (1, "train"), (2, "train"), (3, "train"), (5, "validation"), (6, "train"),
    ]  # fmt: skip
    assert Job.objects.get().state == "succeeded"
    assert not place_of(version.pk).exists()


def test_the_digest_tells_the_rows_and_nothing_else(filled: Filled) -> None:
    first, again, other = filled(QA[:5]), filled(QA[:5]), filled(QA[:6])
    assert first.digest == again.digest != other.digest


def test_repeated_rows_are_left_out_where_that_is_asked_for(filled: Filled) -> None:
    version = filled([QA[0], QA[1], QA[0]], drops_repeated=True)
    assert (version.row_count, version.statistics["repeated"]) == (2, 1)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"a": 1, "b": 2}], "Its columns (a, b) are of no known form."),
        ([{"question": "", "answer": "a"}], "No row can be used. Row 1: question or query is missing or empty."),
    ],
)
def test_a_file_without_usable_rows_fails_in_one_sentence(
    filled: Filled, rows: list[dict[str, Any]], problem: str
) -> None:
    version = filled(rows)
    assert version.state == "failed"
    assert version.problem.startswith(problem)
    assert (Sample.objects.count(), Job.objects.get().state) == (0, "failed")
    assert not place_of(version.pk).exists()


def test_too_many_rows_are_refused_with_the_row(filled: Filled, settings: Settings) -> None:
    settings.DATASET_MOST_ROWS = 3
    version = filled(QA[:5])
    assert (version.state, version.problem) == ("failed", "Row 4: a dataset takes at most 3 rows.")
    assert not Sample.objects.exists()


def test_rows_that_cannot_be_used_count_and_nothing_is_stored_first(
    filled: Filled, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused is refused before a row is written, however many bad rows or equal ones make it too long."""
    settings.DATASET_MOST_ROWS = 3
    monkeypatch.setattr(fill_version.Build, "run", None)
    for rows in ([QA[0], *([{"question": "?"}] * 4)], [QA[0]] * 4):
        version = filled(rows, drops_repeated=True)
        assert (version.state, version.problem) == ("failed", "Row 4: a dataset takes at most 3 rows.")


def test_a_parquet_file_says_how_many_rows_it_has(alice: User, settings: Settings, tmp_path: Path) -> None:
    settings.DATASET_MOST_ROWS = 3
    polars.DataFrame({"text": ["a", "b", "c", "d"]}).write_parquet(tmp_path / "a.parquet")
    version = built(
        upload_version(
            dataset=make_dataset(user=alice, name="Table"),
            name="a.parquet",
            chunks=[(tmp_path / "a.parquet").read_bytes()],
        )
    )
    assert version.problem == "Row 4: a dataset takes at most 3 rows."


def test_a_reason_for_each_row_is_told_apart_only_so_often() -> None:
    report = Report()
    for number in range(MOST_REPORTED * 2):
        report.refuse(number, f"reason {number}")
    assert (len(report.reasons), report.count) == (MOST_REASONS + 1, MOST_REPORTED * 2)
    assert report.reasons[OTHER_REASONS] == MOST_REPORTED * 2 - MOST_REASONS


@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.samples.update(split="test"),
        lambda version: Sample.objects.create(version=version, number=99, content={}, digest="x"),
        lambda version: DatasetVersion.objects.filter(pk=version.pk).update(digest="0" * 64),
        lambda version: DatasetVersion.objects.filter(pk=version.pk).update(state="building"),
    ],
)
def test_a_ready_version_never_changes(filled: Filled, change: Any) -> None:
    version = filled(QA[:3])
    with pytest.raises(IntegrityError, match="a version that is ready"), transaction.atomic():
        change(version)


def test_splitting_is_the_same_every_time_and_never_leaks(filled: Filled) -> None:
    source = filled([*QA, *QA])
    shares = Shares(train=80, validation=10, test=10)
    first = built(split_version(dataset=source.dataset, shares=shares, seed="a"))
    second = built(split_version(dataset=source.dataset, shares=shares, seed="a"))
    assert (first.number, second.number, first.digest) == (2, 3, second.digest)
    assert first.digest != source.digest
    assert 120 < first.statistics["splits"]["train"] / 2 < 180
    by_digest: dict[str, set[str]] = {}
    for digest, split in first.samples.values_list("digest", "split"):
        by_digest.setdefault(digest, set()).add(split)
    assert all(len(splits) == 1 for splits in by_digest.values())
    with pytest.raises(InvalidInput, match="make 100 together"):
        Shares(train=80, validation=10, test=11)


def test_similar_rows_are_left_out(filled: Filled) -> None:
    text = "The quick brown fox jumps over the lazy dog near the river bank every single morning in May"
    source = filled(
        [{"text": text}, {"text": f"{text}."}, {"text": "Something else entirely, about boats and the sea"}]
    )
    version = built(dedupe_version(dataset=source.dataset, similarity=0.8))
    assert list(version.samples.values_list("number", flat=True)) == [1, 3]
    with pytest.raises(InvalidInput):
        dedupe_version(dataset=source.dataset, similarity=0.1)


def test_personal_data_is_found_with_its_row_and_masked(filled: Filled) -> None:
    version = filled([QA[0], {"question": "Who?", "answer": "ann.lee@example.org, card 4111 1111 1111 1111"}])
    ask_to_examine(version=version)
    built(version)
    found = version.personal_data
    assert found is not None
    assert (found["counts"], found["is_clean"]) == ({"email": 1, "card": 1}, False)
    assert [(each["row"], each["masked"]) for each in found["findings"]] == [(2, "a***@example.org"), (2, "***1111")]


def test_one_version_at_a_time_and_an_abandoned_one_blocks_nothing(alice: User) -> None:
    dataset = make_dataset(user=alice, name="Set")
    first = upload_version(dataset=dataset, name="a.jsonl", chunks=[b'{"text": "a"}\n'])
    with pytest.raises(DatasetNotReady, match="is being made"):
        upload_version(dataset=dataset, name="b.jsonl", chunks=[b'{"text": "b"}\n'])
    assert list((place_of(first.pk).parent).iterdir()) == [place_of(first.pk)]
    cancel(Job.objects.get(), at=now())
    second = upload_version(dataset=dataset, name="b.jsonl", chunks=[b'{"text": "b"}\n'])
    first.refresh_from_db()
    assert (first.state, first.problem, second.number) == ("failed", "Cancelled.", 2)
    assert built(second).state == "ready"


def test_a_killed_reading_begins_anew(alice: User, filled: Filled) -> None:
    version = filled(QA[:4])
    with connection.cursor() as cursor:  # as a kill leaves it: rows of an earlier attempt, and a version not yet closed
        cursor.execute("DELETE FROM training_datasetversion WHERE id = %s", [version.pk])
    again = upload_version(dataset=version.dataset, name="a.jsonl", chunks=[b'{"text": "a"}\n{"text": "b"}\n'])
    Sample.objects.create(version=again, number=1, content={"text": "old"}, digest="x")
    assert built(again).row_count == 2
    assert [sample.content["text"] for sample in again.samples.all()] == ["a", "b"]


def test_a_full_disk_and_a_large_file_leave_nothing(
    alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset(user=alice, name="Set")
    settings.DATASET_UPLOAD_MEGABYTES = 1
    with pytest.raises(InvalidInput, match="at most 1 MB"):
        upload_version(dataset=dataset, name="a.txt", chunks=[b"x" * 600_000] * 2)
    with pytest.raises(InvalidInput, match="The file is empty"):
        upload_version(dataset=dataset, name="a.txt", chunks=[])

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom, match="No space left on device"):
        upload_version(dataset=dataset, name="a.txt", chunks=[b"x"])
    assert not list((Path(settings.DATASETS_DIR) / "waiting").iterdir())
    assert not DatasetVersion.objects.exists()


def test_removing_takes_everything(filled: Filled) -> None:
    version = filled(QA[:4])
    remove_dataset(dataset=version.dataset)
    assert [model.objects.count() for model in (Dataset, DatasetVersion, Sample)] == [0, 0, 0]


def test_removing_a_person_takes_their_datasets(filled: Filled, alice: User) -> None:
    filled(QA[:4])
    Job.objects.all().delete()
    alice.delete()
    assert not Sample.objects.exists()
