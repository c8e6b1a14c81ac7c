"""consistency_checker: a text against its source, its schema and itself."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, many, number, text, yes_or_no

ARGUMENTS = arguments(
    required="output",
    output=text("The text, or JSON document, to check.", most=100_000),
    source=text("What it is based on: its numbers, dates, names and addresses must stand there.", most=200_000),
    schema={
        "type": "object",
        "description": "A JSON Schema that the output must fit, when it is JSON.",
        "maxProperties": 200,
    },
    must_mention=many("What the output has to mention.", text("A word or phrase.", most=200), most=100),
    tolerance_percent=number("How far numbers may be from the source's, in percent.", 0, 50, default=0),
    within=yes_or_no("Whether to look for contradictions within the output.", default=True),
)


@tool(
    "consistency_checker",
    "Checks a text against its source or a JSON Schema, and against itself: numbers, dates, names, units, contradictions.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "is_consistent": {"type": "boolean"},
            "mismatches": {"type": "array", "description": "kind, place, text, message, and what the source has"},
            "checked": {"type": "object"},
        },
        "required": ["is_consistent", "mismatches", "checked"],
    },
    budget=Budget(seconds=20, megabytes=384, results=300),
    example={"output": "Sales rose to 15 million in 2025.", "source": "In 2025 sales were 12 million."},
)
def consistency_checker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Every mismatch with its place in the output."""
    if not ({"source", "schema", "must_mention"} & arguments.keys() or arguments["within"]):
        raise InvalidInput.of(
            "source", "Give a source, a schema or what must be mentioned, or check within the output."
        )
    found = context.work("spirits.tools.quality.consistency_work:compare", **arguments)
    found["mismatches_left_out"] = max(0, len(found["mismatches"]) - context.budget.results)
    found["mismatches"] = found["mismatches"][: context.budget.results]
    lines = [f"{each['place']}: {each['message']}" for each in found["mismatches"][:40]]
    return ToolResult(found, "\n".join(lines) or "Nothing contradicts.")
