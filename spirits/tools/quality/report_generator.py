"""report_generator: an evaluation, test or data report as Markdown, HTML and PDF, with charts."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.content.markdown_generator import TABLE, Document
from spirits.tools.schema import arguments, choice, many, number, record, text

CHECK = record(
    "One check.", required="name status", name=text("What was checked.", most=300),
    status=choice("How it ended.", "passed", "failed", "skipped"), detail=text("What was seen.", most=1_000),
)  # fmt: skip
CHART = record(
    "A bar chart.", required="title labels values", title=text("Its title.", most=200),
    labels=many("The bars' names.", text("A name.", most=60), most=40),
    values=many("The bars' values.", number("A value.", -1e12, 1e12), most=40), unit=text("Their unit.", most=20),
)  # fmt: skip
SECTION = record(
    "A part.", required="heading", heading=text("Its heading.", most=200), text=text("Paragraphs.", most=20_000),
    bullets=many("A list.", text("An entry.", most=1_000), most=200), table=TABLE, chart=CHART,
)  # fmt: skip
ARGUMENTS = arguments(
    required="title",
    title=text("The report's title.", most=200),
    summary=text("What it comes to, in a few sentences.", most=5_000),
    author=text("Who wrote it.", most=200),
    checks=many("Checks with their outcome; they are counted.", CHECK, most=500),
    sections=many("The parts.", SECTION, most=50),
    formats=many(
        "Which files to make.", choice("A format.", "markdown", "html", "pdf"), most=3, default=["markdown", "html"]
    ),
)


@tool(
    "report_generator",
    "Writes an evaluation, test or data report with counted checks, tables and charts as Markdown, HTML and PDF.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "markdown": {"type": "string"}, "files": {"type": "array"},
            "outcome": {"type": ["object", "null"], "description": "passed, failed, skipped, share"},
        },
        "required": ["markdown", "files"],
    },
    budget=Budget(seconds=30, megabytes=512),
    example={"title": "Release check", "checks": [{"name": "Sign in", "status": "passed"}]},
)  # fmt: skip
def report_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The report's Markdown, and a file for each format."""
    if not {"summary", "checks", "sections"} & arguments.keys():
        raise InvalidInput.of("sections", "Give a summary, checks or sections; this would be an empty report.")
    _check_charts(arguments)
    outcome = _outcome(arguments.get("checks", []))
    sections = _sections(arguments, outcome, f"{context.now:%Y-%m-%d %H:%M} UTC")
    document = Document({"title": arguments["title"], "sections": sections, "contents": False, "text_is": "plain"})
    markdown = document.markdown()
    document.proven(markdown)
    charts = [each["chart"] for each in arguments.get("sections", []) if "chart" in each]
    made = context.work(
        "spirits.tools.quality.report_work:render", arguments["title"], sections, markdown, arguments["formats"]
    )
    files = tuple(NewArtifact(each["name"], each["mime"], each["content"]) for each in made)
    told = f" {outcome['passed']} of {outcome['total']} checks passed, {outcome['failed']} failed." if outcome else ""
    names = [each.name for each in files]
    data = {"markdown": markdown, "files": names, "outcome": outcome, "charts": len(charts)}
    return ToolResult(data, f"{arguments['title']}: {', '.join(names)}.{told}", files)


def _check_charts(arguments: dict[str, Any]) -> None:
    for place, section in enumerate(arguments.get("sections", [])):
        chart = section.get("chart")
        if chart and len(chart["labels"]) != len(chart["values"]):
            raise InvalidInput.of(
                f"sections.{place}.chart.values",
                f"Has {len(chart['values'])} values for {len(chart['labels'])} labels.",
            )


def _outcome(checks: list[dict[str, str]]) -> dict[str, Any] | None:
    if not checks:
        return None
    counts = {status: sum(each["status"] == status for each in checks) for status in ("passed", "failed", "skipped")}
    done = counts["passed"] + counts["failed"]
    return {**counts, "total": len(checks), "share_passed": round(counts["passed"] / done, 4) if done else None}


def _sections(arguments: dict[str, Any], outcome: dict[str, Any] | None, when: str) -> list[dict[str, Any]]:
    """The report's parts in order: when and who, summary, checks with the failed first, and the given sections."""
    author = f" by {arguments['author']}" if "author" in arguments else ""
    parts: list[dict[str, Any]] = [{"text": f"Made {when}{author}."}]
    if "summary" in arguments:
        parts.append({"heading": "Summary", "text": arguments["summary"]})
    if outcome:
        order = {"failed": 0, "passed": 1, "skipped": 2}
        rows = [
            [each["name"], each["status"], each.get("detail", "")]
            for each in sorted(arguments["checks"], key=lambda each: order[each["status"]])
        ]
        share = f" ({outcome['share_passed']:.0%} of those that ran)" if outcome["share_passed"] is not None else ""
        said = f"{outcome['passed']} passed{share}, {outcome['failed']} failed, {outcome['skipped']} skipped."
        parts.append(
            {"heading": "Checks", "text": said, "table": {"header": ["Check", "Status", "Detail"], "rows": rows}}
        )
    for section in arguments.get("sections", []):
        parts.append({name: value for name, value in section.items() if name != "chart"})
        if chart := section.get("chart"):
            parts.append({"text": chart["title"], "table": _figures(chart), "chart": chart})
    return parts


def _figures(chart: dict[str, Any]) -> dict[str, Any]:
    """The chart's values as a table, for those who cannot see it."""
    unit = f" ({chart['unit']})" if "unit" in chart else ""
    rows = [[label, f"{value:g}"] for label, value in zip(chart["labels"], chart["values"], strict=True)]
    return {"header": [chart["title"], f"Value{unit}"], "align": ["left", "right"], "rows": rows}
