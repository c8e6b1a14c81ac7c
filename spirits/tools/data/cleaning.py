"""data_cleaner: types, blanks, duplicates, missing values and outliers, with a report of every change."""

from typing import Any

from spirits.services.workspace import write_file
from spirits.tools import Budget, Context, Effect, NewArtifact, ToolResult, tool
from spirits.tools.data.tables import source_of, table_argument
from spirits.tools.schema import arguments, choice, many, text, yes_or_no


@tool(
    "data_cleaner",
    "Cleans a table: trims texts, infers types, drops duplicates, fills or drops missing values, treats outliers.",
    arguments(
        required="table",
        table=table_argument(),
        trim=yes_or_no("Take spaces off the ends of texts, and make empty ones missing.", default=True),
        types=yes_or_no("Turn texts that are all numbers, dates or yes/no into those.", default=True),
        duplicates=choice("Rows that are the same in all columns, or in 'keys'.", "keep", "drop", default="drop"),
        keys=many("Columns that tell rows apart.", text("A column.", most=200), most=50),
        missing=choice(
            "Missing values: numbers by the mean or median, others by the most frequent.",
            "keep",
            "drop_row",
            "mean",
            "median",
            "most_frequent",
            default="keep",
        ),
        outliers=choice("Numbers beyond 1.5 interquartile ranges.", "keep", "flag", "cap", "drop_row", default="flag"),
        save_as=text("Write the result to this CSV file of the workspace, too.", most=500),
    ),
    returns={
        "type": "object",
        "properties": {
            "rows_before": {"type": "integer"},
            "rows_after": {"type": "integer"},
            "changes": {"type": "array"},
            "columns": {"type": "array"},
        },
        "required": ["rows_before", "rows_after", "changes", "columns"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=20, megabytes=768, rows=100_000, results=200, bytes=20_000_000),
    example={"table": {"csv": "name,age\n Ann ,41\nAnn,41\nBob,\n"}, "missing": "median"},
)
def data_cleaner(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The cleaned table as a file, and what was changed in it."""
    wanted = {**arguments, "table": source_of(context, arguments["table"])}
    wanted |= {"most_rows": context.budget.rows, "most_changes": context.budget.results}
    done = context.work("spirits.tools.data.cleaning_work:clean", wanted)
    content = done.pop("csv")
    if "save_as" in arguments:
        write_file(
            user=context.user, path=arguments["save_as"], content=content, now=context.now, call_id=context.call_id
        )
    counts = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in done["counts"].items())
    text = f"{done['rows_before']} rows in, {done['rows_after']} out. Changes: {counts or 'none'}."
    return ToolResult(done, text, (NewArtifact("cleaned.csv", "text/csv", content),))
