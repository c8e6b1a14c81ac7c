"""chart_generator: charts from tables."""

from typing import Any

from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.data.tables import source_of, table_argument
from spirits.tools.schema import arguments, choice, integer, text

KINDS = ("bar", "line", "area", "scatter", "histogram", "box", "heat_map")


@tool(
    "chart_generator",
    "Draws a bar, line, area, scatter, histogram, box or heat-map chart of a table as SVG and PNG.",
    arguments(
        required="kind table x",
        kind=choice("The sort of chart.", *KINDS),
        table=table_argument(),
        x=text("Column along the bottom.", most=200),
        y=text("Column of the values; not for a histogram.", most=200),
        color=text("Column whose values get colours; the values of a heat map.", most=200),
        title=text("Heading.", most=200, default="Chart"),
        aggregate=choice(
            "How values of the same x are put together.",
            "none",
            "sum",
            "mean",
            "median",
            "min",
            "max",
            "count",
            default="none",
        ),
        bins=integer("Bars of a histogram, at most.", 2, 100, default=20),
        width=integer("Pixels.", 100, 1_600, default=640),
        height=integer("Pixels.", 100, 1_200, default=400),
    ),
    returns={
        "type": "object",
        "properties": {"spec": {"type": "object"}, "rows": {"type": "integer"}, "title": {"type": "string"}},
        "required": ["spec", "rows", "title"],
    },
    budget=Budget(seconds=30, megabytes=1_500, rows=20_000, bytes=8_000_000),
    example={
        "kind": "bar",
        "table": {"rows": [{"month": "Jan", "sales": 10}, {"month": "Feb", "sales": 14}]},
        "x": "month",
        "y": "sales",
        "title": "Sales",
    },
)
def chart_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The chart as two files, and its Vega-Lite description."""
    wanted = {**arguments, "table": source_of(context, arguments["table"]), "most_rows": context.budget.rows}
    drawn = context.work("spirits.tools.data.charts_work:draw", wanted)
    title = arguments["title"]
    files = (
        NewArtifact("chart.svg", "image/svg+xml", drawn["svg"]),
        NewArtifact("chart.png", "image/png", drawn["png"]),
    )
    text = f"Drew the {arguments['kind'].replace('_', ' ')} {title!r} of {drawn['rows']} rows: chart.svg, chart.png."
    return ToolResult({"spec": drawn["spec"], "rows": drawn["rows"], "title": title}, text, files)
