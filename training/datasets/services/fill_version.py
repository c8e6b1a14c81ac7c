"""The work of the job that fills a version, by what the version is made from."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from jobs.errors import PermanentFailure
from project.lib.clock import now
from project.lib.errors import DaimonError
from training.datasets.errors import DatasetFileRefused, DatasetNotFound
from training.datasets.models import Dataset, DatasetVersion
from training.datasets.queries.datasets import every_sample
from training.datasets.reading import FileKind, Row, kind_of_file, read_rows
from training.datasets.reading.parquet import row_count
from training.datasets.rules.shapes import texts_of
from training.datasets.rules.splitting import Shares
from training.datasets.services.build_version import Build, Writer, too_many_rows
from training.datasets.services.fail_version import fail_version
from training.datasets.services.files import forget_file, place_of
from training.datasets.services.hub import hub_rows, look_at
from training.datasets.sources import sources

PERMUTATIONS = 64
SHINGLE = 5
COUNTED_AT_ONCE = 50_000


def fill_version(*, version: DatasetVersion, writer: Writer) -> None:
    """Fill and close it. What can never work marks the version failed with the reason; a retry replaces what is there."""
    try:
        _build(version, writer)
    except DaimonError as error:
        if error.status >= 500:
            raise
        with writer.writes():
            fail_version(version, error.message)
        raise PermanentFailure(error.message, code=error.code) from error
    forget_file(version.pk)


def _build(version: DatasetVersion, writer: Writer) -> None:
    recipe: dict[str, Any] = version.recipe
    match version.made_by:
        case "upload":
            place = place_of(version.pk)
            kind = kind_of_file(place, recipe["file"])
            _refuse_too_many(place, kind, writer)
            build = Build(version, writer, drops_repeated=bool(recipe.get("drops_repeated")))
            build.share = lambda row: row.at / max(1, recipe["size"])
            build.run(read_rows(place, kind), at=_clock)
        case "split":
            source, shares = _source(version), Shares(**recipe["shares"])
            build = Build(version, writer, share=_share_of(source))
            build.assign = lambda raw, digest: shares.split_of(digest, recipe["seed"])
            build.run(_rows_of(source), at=_clock)
        case "dedupe":
            source = _source(version)
            build = Build(version, writer, drops_repeated=True, share=_share_of(source))
            rows = _rows_of(source)
            build.run(rows if recipe["similarity"] == 1 else _without_similar(rows, recipe["similarity"]), at=_clock)
        case "hub":
            _build_from_hub(version, writer)
        case "source":
            source_of_rows = sources().get(recipe["name"])
            if source_of_rows is None:
                raise DatasetNotFound("There is no such source of rows in this installation.")
            rows_of_person = source_of_rows.read(version.dataset.owner_id)
            build = Build(version, writer)
            build.run((Row(number, row) for number, row in enumerate(rows_of_person, 1)), at=_clock)


def _refuse_too_many(place: Path, kind: FileKind, writer: Writer) -> None:
    """DatasetFileRefused before anything is stored: a million rows are counted in seconds, and stored and removed in minutes.

    Only files that break off later can be refused later; their rows are found to be broken when they are stored.
    """
    most = settings.DATASET_MOST_ROWS
    if kind == FileKind.PARQUET:
        if row_count(place) > most:
            raise too_many_rows(most + 1)
        return
    if place.stat().st_size <= most:
        return
    for count, row in enumerate(read_rows(place, kind), 1):
        if count > most:
            raise too_many_rows(row.number)
        if count % COUNTED_AT_ONCE == 0:
            writer.progress(0, f"{count:,} rows counted")


def _build_from_hub(version: DatasetVersion, writer: Writer) -> None:
    """The commit is kept with the version, so that the same rows can be had again."""
    recipe = version.recipe
    found = look_at(recipe["repository"], recipe.get("commit") or recipe["revision"], folder=recipe["folder"])
    if not found.licence and not recipe["allows_no_licence"]:
        raise DatasetFileRefused.of(
            "repository", "The dataset names no licence. Allow that explicitly when you know that you may use it."
        )
    version.recipe = {**recipe, "commit": found.commit, "licence": found.licence}
    with writer.writes():
        version.save(update_fields=["recipe"])
        Dataset.objects.filter(pk=version.dataset_id, licence="").update(licence=found.licence)
    Build(version, writer).run(hub_rows(recipe["repository"], found, place_of(version.pk)), at=_clock)


def _source(version: DatasetVersion) -> DatasetVersion:
    return DatasetVersion.objects.get(pk=version.recipe["source"], dataset=version.dataset_id)


def _share_of(source: DatasetVersion) -> Any:
    return lambda row: row.at / max(1, source.row_count)


def _rows_of(source: DatasetVersion) -> Iterator[Row]:
    for place, sample in enumerate(every_sample(source), 1):
        yield Row(sample.number, {**sample.content, "split": sample.split}, at=place)


def _without_similar(rows: Iterator[Row], similarity: float) -> Iterator[Row]:
    """The rows whose words are not nearly those of an earlier row, estimated by MinHash."""
    from datasketch import MinHash, MinHashLSH  # loads SciPy: a second that no start should pay

    index = MinHashLSH(threshold=similarity, num_perm=PERMUTATIONS)
    for row in rows:
        assert row.value is not None
        words = " ".join(texts_of({name: value for name, value in row.value.items() if name != "split"})).lower()
        mark = MinHash(num_perm=PERMUTATIONS, seed=1)
        mark.update_batch(
            {words[start : start + SHINGLE].encode() for start in range(max(1, len(words) - SHINGLE + 1))}
        )
        near = index.query(mark)
        if not near:
            index.insert(row.number, mark, check_duplication=False)
            yield row


def _clock() -> datetime:
    return now()
