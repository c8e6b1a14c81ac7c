"""graph_plotter: functions, parametric curves and points."""

from typing import Any

from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, integer, many, number, record, text

POINT = record("A point.", required="x y", x=number("Across."), y=number("Up."))
CURVE = {
    **record(
        "A function y(x), a parametric curve by x and y of t, or points.",
        label=text("Name in the legend.", most=60),
        y=text("Expression in x; in t when x is given.", most=300),
        x=text("Expression in t.", most=300),
        points=many("Points to draw.", POINT, most=2_000),
    ),
    "minProperties": 1,
}


@tool(
    "graph_plotter",
    "Plots functions of x, parametric curves of t and points, with ranges and labels, as SVG and PNG.",
    arguments(
        required="curves",
        curves=many("What to draw.", CURVE, most=8),
        x_from=number("Left end of the range of x.", -1e9, 1e9, default=-10),
        x_to=number("Right end.", -1e9, 1e9, default=10),
        t_from=number("Start of the range of t.", -1e9, 1e9, default=0),
        t_to=number("End.", -1e9, 1e9, default=6.283185307179586),
        samples=integer("Points computed for each curve.", 10, 2_000, default=400),
        title=text("Heading.", most=200, default="Plot"),
        x_label=text("Label across.", most=60, default="x"),
        y_label=text("Label up.", most=60, default="y"),
        width=integer("Pixels.", 100, 1_600, default=640),
        height=integer("Pixels.", 100, 1_200, default=400),
    ),
    returns={
        "type": "object",
        "properties": {"curves": {"type": "array"}, "title": {"type": "string"}},
        "required": ["curves", "title"],
    },
    budget=Budget(seconds=30, megabytes=1_500, bytes=8_000_000),
    example={"curves": [{"y": "sin(x)"}, {"y": "x/5"}], "x_from": -6, "x_to": 6},
)
def graph_plotter(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The plot as two files, and where each curve begins, ends and has its extremes."""
    drawn = context.work("spirits.tools.data.mathematics.plots_work:plot", arguments)
    files = (
        NewArtifact("plot.svg", "image/svg+xml", drawn["svg"]),
        NewArtifact("plot.png", "image/png", drawn["png"]),
    )
    lines = [
        f"{each['label']}: {each['drawn']} points, y from {each['least']} to {each['most']}" for each in drawn["curves"]
    ]
    return ToolResult({"curves": drawn["curves"], "title": arguments["title"]}, "\n".join(lines), files)
