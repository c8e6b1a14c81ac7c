"""sql_connector: read-only SQL over a person's tables."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.data.tables import ROWS, source_of
from spirits.tools.schema import arguments, integer, many, record, text

NAME = r"^[A-Za-z_][A-Za-z0-9_]{0,62}$"
TABLE = record(
    "A table, by rows, CSV text or a file of the workspace.",
    required="name",
    name=text("What the query calls it.", most=63, pattern=NAME),
    rows=ROWS,
    csv=text("The table as CSV with a header line.", most=2_000_000),
    file=text("Path of a CSV, JSON or NDJSON file in the workspace.", most=500),
)


@tool(
    "sql_connector",
    "Answers a read-only SQL query (DuckDB's dialect, joins and windows too) over the person's own tables.",
    arguments(
        required="query tables",
        query=text("One SELECT statement.", most=20_000),
        tables=many("The tables it reads.", {**TABLE, "minProperties": 2, "maxProperties": 2}, most=20),
        limit=integer("The most rows to return.", 1, 10_000, default=200),
    ),
    returns={
        "type": "object",
        "properties": {
            "columns": {"type": "array"},
            "rows": {"type": "array"},
            "row_count": {"type": "integer"},
            "is_cut": {"type": "boolean"},
        },
        "required": ["columns", "rows", "row_count", "is_cut"],
    },
    budget=Budget(seconds=20, megabytes=768, rows=200_000),
    example={
        "query": "SELECT city, sum(amount) AS total FROM sales GROUP BY city ORDER BY total DESC",
        "tables": [
            {"name": "sales", "csv": "city,amount\nOslo,10\nRome,7\nOslo,5\n"},
        ],
    },
)
def sql_connector(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The rows of the query."""
    sources = {}
    for place, table in enumerate(arguments["tables"]):
        name = table["name"]
        sources[name] = source_of(context, {k: v for k, v in table.items() if k != "name"}, field=f"tables.{place}")
    limit = min(arguments["limit"], context.budget.rows)
    found = context.work("spirits.tools.data.sql_work:query", arguments["query"], sources, limit, context.budget.rows)
    cut = f", the first {limit} shown" if found["is_cut"] else ""
    lines = [" | ".join(found["columns"]), *(" | ".join(map(str, row)) for row in found["rows"][:30])]
    return ToolResult(found, f"{found['row_count']} rows{cut}.\n" + "\n".join(lines))
