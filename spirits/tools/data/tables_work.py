"""Tables in workers: read with types inferred, bounded, and turned back into plain rows."""

import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars

from project.lib.errors import InvalidInput

MOST_COLUMNS = 200


def frame(source: dict[str, Any], *, most_rows: int) -> polars.DataFrame:
    """The table, at most ``most_rows`` rows of it read; refused by its argument's name when it is none."""
    field = source["field"]
    try:
        found = _read(source)
    except (polars.exceptions.PolarsError, ValueError, TypeError, RecursionError) as error:
        raise InvalidInput.of(field, f"This cannot be read as a table: {str(error).splitlines()[0][:200]}") from error
    if not found.width:
        raise InvalidInput.of(field, "The table has no columns.")
    if found.width > MOST_COLUMNS:
        raise InvalidInput.of(field, f"The table has {found.width} columns; {MOST_COLUMNS} are the most.")
    if found.height > most_rows:
        raise InvalidInput.of(field, f"The table has {found.height:,} rows; at this level {most_rows:,} are the most.")
    return found


def _read(source: dict[str, Any]) -> polars.DataFrame:
    if "rows" in source:
        return polars.DataFrame(source["rows"], infer_schema_length=None, strict=False)
    if "csv" in source:
        return _csv(source["csv"].encode())
    if source["kind"] in {"ndjson", "jsonl"}:
        return polars.read_ndjson(io.BytesIO(source["content"]), infer_schema_length=None)
    if source["kind"] == "json":
        rows = json.loads(source["content"])
        return polars.DataFrame(rows, infer_schema_length=None, strict=False)
    return _csv(source["content"])


def _csv(content: bytes) -> polars.DataFrame:
    head = content[:4_000].split(b"\n")[0]
    separator = max((b",", b";", b"\t", b"|"), key=head.count).decode()
    return polars.read_csv(
        io.BytesIO(content), separator=separator, infer_schema_length=None, try_parse_dates=True, encoding="utf8-lossy"
    )


def numbers(table: polars.DataFrame, column: str, field: str) -> polars.Series:
    """A column of numbers, or the argument that names it refused."""
    found = existing(table, column, field)
    if not found.dtype.is_numeric():
        raise InvalidInput.of(field, f"The column {column!r} holds no numbers.")
    return found.cast(polars.Float64)


def existing(table: polars.DataFrame, column: str, field: str) -> polars.Series:
    """A column of the table, or the argument that names it refused."""
    if column not in table.columns:
        raise InvalidInput.of(field, f"There is no column {column[:80]!r}. There are: {', '.join(table.columns[:50])}.")
    return table[column]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
