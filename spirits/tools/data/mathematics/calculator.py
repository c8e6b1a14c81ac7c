"""calculator_engine: arithmetic, units, percentages and dates, exact where it can be."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, integer, text

ARGUMENTS = arguments(
    required="expression",
    expression=text(
        "What to work out: '2^100 / 3', '15% of 240', '5 ft + 3 in', '2026-03-01 + 45 days', 'sqrt(2)', '90 km/h'.",
        most=2_000,
    ),
    to_unit=text("Convert the result to this unit, such as 'm', 'kg*m/s^2' or 'degC'.", most=100),
    precision=integer("Significant digits of a result that is not exact.", 1, 1_000, default=15),
)


@tool(
    "calculator_engine",
    "Works out arithmetic, percentages, units and dates; exact fractions where possible, any number of digits.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "kind": {"enum": ["number", "quantity", "date", "duration"]},
            "result": {"type": "string"},
            "exact": {"type": ["string", "null"], "description": "As a whole number or fraction, where it is one."},
            "is_exact": {"type": "boolean"},
            "unit": {"type": ["string", "null"]},
        },
        "required": ["kind", "result", "is_exact"],
    },
    budget=Budget(seconds=8, megabytes=256),
    example={"expression": "15% of 240 + 2^10"},
)
def calculator_engine(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The value of an expression."""
    found = context.work("spirits.tools.data.mathematics.calculator_work:calculate", **arguments)
    shown = f"{found['result']} {found['unit']}" if found["unit"] else found["result"]
    about = "" if found["is_exact"] else " (rounded)"
    return ToolResult(found, f"{arguments['expression']} = {shown}{about}")
