"""Decodes Parquet; runs in a worker process only."""

from typing import Any

import polars

from project.lib.errors import InvalidInput
from training.datasets.errors import DatasetFileRefused


def row_count(path: str) -> int:
    """How many rows the file says it has."""
    try:
        return int(polars.scan_parquet(path).select(polars.len()).collect().item())
    except (polars.exceptions.PolarsError, OSError) as error:
        raise _refused(error) from error


def rows(path: str, start: int, count: int) -> list[dict[str, Any]]:
    """So many rows from there on, as plain values."""
    try:
        found = polars.scan_parquet(path).slice(start, count).collect().to_dicts()
    except (polars.exceptions.PolarsError, OSError) as error:
        raise _refused(error) from error
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _refused(error: Exception) -> InvalidInput:
    return DatasetFileRefused.of("file", f"The Parquet file cannot be read: {str(error).splitlines()[0][:200]}")
