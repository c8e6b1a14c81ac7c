"""statistical_analyzer: descriptions, tests and models of a table's columns."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.data.tables import source_of, table_argument
from spirits.tools.schema import arguments, choice, many, number, text

ANALYSES = (
    "describe",
    "t_test",
    "paired_t_test",
    "one_sample_t_test",
    "mann_whitney",
    "anova",
    "chi_square",
    "correlation",
    "regression",
)


@tool(
    "statistical_analyzer",
    "Describes columns, tests differences (t, Mann-Whitney, ANOVA, chi-square), correlates and fits linear models.",
    arguments(
        required="analysis table columns",
        analysis=choice("What to work out.", *ANALYSES),
        table=table_argument(),
        columns=many(
            "describe: any; tests: the column of values (two for paired, chi-square and correlation); regression: the outcome first.",
            text("A column.", most=200),
            most=20,
        ),
        group=text("Column that tells the groups apart, for tests between groups.", most=200),
        mean=number("Mean to compare with, for a one-sample test.", default=0),
        method=choice("Correlation by value or by rank.", "pearson", "spearman", default="pearson"),
        alpha=number("Level of significance.", 0.0001, 0.5, default=0.05),
    ),
    returns={
        "type": "object",
        "properties": {"analysis": {"type": "string"}, "n": {"type": "integer"}, "checks": {"type": "array"}},
        "required": ["analysis", "n", "checks"],
    },
    budget=Budget(seconds=20, megabytes=768, rows=100_000),
    example={
        "analysis": "describe",
        "table": {"rows": [{"x": 2}, {"x": 4}, {"x": 4}, {"x": 4}, {"x": 5}, {"x": 5}, {"x": 7}, {"x": 9}]},
        "columns": ["x"],
    },
)
def statistical_analyzer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The numbers, the checked assumptions, and what they say."""
    wanted = {**arguments, "table": source_of(context, arguments["table"]), "most_rows": context.budget.rows}
    found = context.work("spirits.tools.data.mathematics.statistics_work:analyse", wanted)
    return ToolResult(found, found.pop("said"))
