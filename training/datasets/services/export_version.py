"""A version's rows as a file, written while it is read."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import connection

from project.lib.errors import InvalidInput
from project.lib.spreadsheet import escaped
from training.datasets.models import DatasetVersion, Sample
from training.datasets.queries.datasets import every_sample
from training.datasets.rules.shapes import Shape

AT_ONCE = 500
CHUNK = 262_144
MOST_PARQUET_ROWS = 200_000
COLUMNS = {
    Shape.QA: ["question", "answer", "context"],
    Shape.INSTRUCTION: ["instruction", "input", "output"],
    Shape.TEXT: ["text"],
}


class ExportFormat(StrEnum):
    """How the rows are written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


CONTENT_TYPES = {
    ExportFormat.JSONL: "application/jsonl",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.PARQUET: "application/vnd.apache.parquet",
}


def exported(version: DatasetVersion, form: ExportFormat, *, split: str = "") -> Iterator[bytes]:
    """The bytes of the file. InvalidInput before the first of them when the form does not fit the rows.

    JSON lines and Parquet are read again by an upload; in CSV what a spreadsheet would run gets an apostrophe.
    """
    if form == ExportFormat.CSV and version.shape == Shape.CHAT:
        raise InvalidInput.of("format", "Chats do not fit into CSV; use jsonl or parquet.")
    if form == ExportFormat.PARQUET and version.row_count > MOST_PARQUET_ROWS:
        raise InvalidInput.of("format", f"Parquet is written for at most {MOST_PARQUET_ROWS:,} rows; use jsonl.")
    rows = every_sample(version, split)
    writers = {ExportFormat.JSONL: _jsonl, ExportFormat.CSV: _csv, ExportFormat.PARQUET: _parquet}
    return writers[form](version, rows)


def _value(sample: Sample) -> dict[str, Any]:
    return {**sample.content, "split": sample.split}


def _jsonl(version: DatasetVersion, rows: Iterator[Sample]) -> Iterator[bytes]:
    while batch := list(islice(rows, AT_ONCE)):
        _let_go()
        yield "".join(json.dumps(_value(each), ensure_ascii=False) + "\n" for each in batch).encode()


def _csv(version: DatasetVersion, rows: Iterator[Sample]) -> Iterator[bytes]:
    names = COLUMNS[Shape(version.shape)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*names, "split"])
    while batch := list(islice(rows, AT_ONCE)):
        _let_go()
        writer.writerows([*(escaped(each.content.get(name, "")) for name in names), each.split] for each in batch)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _parquet(version: DatasetVersion, rows: Iterator[Sample]) -> Iterator[bytes]:
    import polars  # a sixth of a second that no start should pay

    table = polars.DataFrame([_value(each) for each in rows], infer_schema_length=None)
    _let_go()
    with tempfile.TemporaryFile() as file:
        table.write_parquet(file)
        file.seek(0)
        while part := file.read(CHUNK):
            yield part


def _let_go() -> None:
    """Hold no connection while the other side reads; inside a transaction there is nothing to let go."""
    if not connection.in_atomic_block:
        connection.close()
