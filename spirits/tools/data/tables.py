"""How tools are given a table: rows written into the call, or a file of the workspace."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import read_file
from spirits.tools import Context
from spirits.tools.schema import Part, record, text

MOST_ROWS_INLINE = 5_000
ROWS: Part = {
    "type": "array",
    "description": "Records, each with the same columns.",
    "minItems": 1,
    "maxItems": MOST_ROWS_INLINE,
    "items": {
        "type": "object",
        "maxProperties": 200,
        "additionalProperties": {"type": ["string", "number", "boolean", "null"], "maxLength": 10_000},
    },
}


def table_argument(means: str = "The data: rows, CSV text, or a file of the workspace.") -> Part:
    """An argument that takes exactly one of rows, csv and file."""
    return {
        **record(
            means,
            rows=ROWS,
            csv=text("The table as CSV with a header line.", most=2_000_000),
            file=text("Path of a CSV, JSON or NDJSON file in the workspace.", most=500),
        ),
        "minProperties": 1,
        "maxProperties": 1,
    }


def source_of(context: Context, table: dict[str, Any], *, field: str = "table") -> dict[str, Any]:
    """The table's data as workers take it; a file that is not there is refused by name."""
    if "file" not in table:
        return {**table, "field": field}
    path = table["file"]
    kind = path.rsplit(".", 1)[-1].lower()
    if kind not in {"csv", "tsv", "json", "ndjson", "jsonl", "txt"}:
        raise InvalidInput.of(f"{field}.file", "Expected a .csv, .tsv, .json or .ndjson file.")
    return {"content": read_file(context.user, path), "kind": kind, "field": field}
