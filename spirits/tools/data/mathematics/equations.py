"""equation_solver: equations, systems, inequalities, differential equations and symbolic calculus."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, text


@tool(
    "equation_solver",
    "Solves equations, systems, inequalities and ODEs; derives, integrates, simplifies, factors, limits and series.",
    arguments(
        required="task expressions",
        task=choice(
            "What to do.",
            "solve",
            "inequality",
            "ode",
            "derive",
            "integrate",
            "limit",
            "series",
            "simplify",
            "factor",
            "expand",
        ),
        expressions=many(
            "Expressions or equations ('x^2 - 4 = 0'); several for a system. In an ODE write f(x), f'(x), f''(x).",
            text("One of them.", most=500),
            most=8,
        ),
        variables=many(
            "What to solve for, or the variable; found by itself when there is one.",
            text("A name.", most=20, pattern=r"^[A-Za-z][A-Za-z0-9_]*$"),
            most=8,
        ),
        lower=text("Lower bound of a definite integral.", most=100),
        upper=text("Upper bound of a definite integral.", most=100),
        point=text("Where a limit or series is taken; 'oo' for infinity.", most=100, default="0"),
        order=integer("Order of a derivative, or of a series.", 1, 20, default=1),
    ),
    returns={
        "type": "object",
        "properties": {
            "results": {"type": "array"},
            "steps": {"type": "array"},
            "is_numeric": {"type": "boolean"},
            "verified": {"type": ["boolean", "null"]},
        },
        "required": ["results", "steps", "is_numeric"],
    },
    budget=Budget(seconds=20, megabytes=512),
    example={"task": "solve", "expressions": ["x^2 - 5x + 6 = 0"]},
)
def equation_solver(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The solution with its steps."""
    found = context.work("spirits.tools.data.mathematics.equations_work:work_out", arguments)
    about = " (numeric approximation)" if found["is_numeric"] else ""
    shown = "; ".join(each["text"] for each in found["results"]) or "no solution"
    return ToolResult(found, f"{arguments['task']}: {shown}{about}")
