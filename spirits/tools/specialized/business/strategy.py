"""strategy_planner: SWOT, OKR, decision matrices and AHP."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, number, record, text
from spirits.tools.specialized.business.plans import objectives, swot

METHODS = ("swot", "okr", "decision_matrix", "ahp")
IN_WORKER = {"decision_matrix": "decision", "ahp": "hierarchy"}
NAME = text("Its name.", most=120)
POINTS = many(
    "Points.",
    record("A point.", required="name", name=NAME, weight=integer("How much it matters.", 1, 5, default=3)),
    most=20,
)

ARGUMENTS = arguments(
    required="method",
    method=choice("What to make.", *METHODS),
    swot=record(
        "For swot.",
        required="strengths weaknesses opportunities threats",
        strengths=POINTS,
        weaknesses=POINTS,
        opportunities=POINTS,
        threats=POINTS,
    ),
    okr=record(
        "For okr.",
        required="objectives",
        elapsed_percent=number("How much of the period is over.", 0, 100),
        objectives=many(
            "Objectives.",
            record(
                "An objective.",
                required="name key_results",
                name=NAME,
                key_results=many(
                    "What is measured.",
                    record(
                        "A key result.",
                        required="name start target current",
                        name=NAME,
                        start=number("The measure at the start."),
                        target=number("The measure wanted; below the start where less is better."),
                        current=number("The measure now."),
                    ),
                    most=10,
                ),
            ),
            most=20,
        ),
    ),
    decision_matrix=record(
        "For decision_matrix.",
        required="criteria options",
        criteria=many(
            "What counts.",
            record("A criterion.", required="name weight", name=NAME, weight=number("Its weight.", 0, 1000)),
            most=20,
        ),
        options=many(
            "What to choose from.",
            record(
                "An option.",
                required="name scores",
                name=NAME,
                scores=many(
                    "A score for each criterion, in order; higher is better.", number("0 to 10.", 0, 10), most=20
                ),
            ),
            most=30,
            least=2,
        ),
    ),
    ahp=record(
        "For ahp: how much more one matters than another, 1 equal to 9 extremely; below 1 for less.",
        required="criteria comparisons",
        criteria=many("What to weigh.", NAME, most=10, least=2, uniqueItems=True),
        comparisons=many(
            "Each pair once.",
            record("A pair.", required="one other value", one=NAME, other=NAME, value=number("1/9 to 9.", 0.111, 9)),
            most=45,
        ),
    ),
)


@tool(
    "strategy_planner",
    "Makes a SWOT with paired strategies, OKR progress, a weighted decision matrix with sensitivity, or AHP weights.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"method": {"type": "string"}, "result": {"type": "object"}},
        "required": ["method", "result"],
    },
    budget=Budget(seconds=5),
    example={
        "method": "decision_matrix",
        "decision_matrix": {
            "criteria": [{"name": "Price", "weight": 3}, {"name": "Quality", "weight": 2}],
            "options": [{"name": "A", "scores": [8, 4]}, {"name": "B", "scores": [5, 9]}],
        },
    },
)
def strategy_planner(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The asked plan or decision."""
    method = arguments["method"]
    if method not in arguments:
        raise InvalidInput.of(method, f"The method {method} needs its part.")
    part = arguments[method]
    if method in IN_WORKER:
        result, said = context.work(f"spirits.tools.specialized.business.decisions_work:{IN_WORKER[method]}", part)
    else:
        result, said = swot(part) if method == "swot" else objectives(part)
    return ToolResult({"method": method, "result": result}, said)
