"""Rows of a Parquet file, decoded in a process that is killed at its limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from project.lib.errors import DaimonError
from project.lib.worker import WorkEnded, run_in_worker
from training.datasets.errors import DatasetFileRefused

AT_ONCE = 2_000
SECONDS = 60.0
MEGABYTES = 2_000
WORK = "training.datasets.parquet_work"


def parquet_rows(path: Path) -> Iterator[tuple[int, dict[str, Any], int]]:
    """Number, values, and the share of the file read so far in bytes; DatasetFileRefused where it cannot be decoded."""
    size, total = path.stat().st_size, row_count(path)
    for start in range(0, total, AT_ONCE):
        for offset, row in enumerate(_worked("rows", str(path), start, AT_ONCE), start + 1):
            yield offset, row, size * offset // total


def row_count(path: Path) -> int:
    """How many rows the file says it has; DatasetFileRefused where it cannot be decoded."""
    return int(_worked("row_count", str(path)))


def _worked(function: str, *given: Any) -> Any:
    try:
        return run_in_worker(f"{WORK}:{function}", given, {}, seconds=SECONDS, megabytes=MEGABYTES)
    except WorkEnded as error:
        raise DatasetFileRefused.of(
            "file", f"Decoding the Parquet file took more than {SECONDS:.0f} seconds or {MEGABYTES} MB."
        ) from error
    except DatasetFileRefused:
        raise
    except DaimonError as error:
        raise DatasetFileRefused.of("file", error.message) from error
