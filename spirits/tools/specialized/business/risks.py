"""risk_assessor: a register with its matrix, and simulations of cost or duration."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, number, record, text
from spirits.tools.specialized.business.register import assess

AMOUNT = 1e12
NAME = text("Its name.", most=120)

ARGUMENTS = arguments(
    required="method",
    method=choice("A register of risks, or a simulation of a plan.", "register", "simulation"),
    risks=many(
        "Risks; in a simulation each adds its impact in the share of runs in which it happens.",
        record(
            "A risk.",
            required="name probability_percent impact",
            name=NAME,
            probability_percent=number("How likely it happens.", 0, 100),
            impact=number("What it costs, or how long it delays, when it happens.", 0, AMOUNT),
            owner=text("Who looks after it.", most=120),
            mitigation=text("What is done against it.", most=300),
            mitigation_cost=number("What that costs.", 0, AMOUNT),
            residual_percent=number("How likely it is then.", 0, 100),
            residual_impact=number("What it costs then; otherwise the impact.", 0, AMOUNT),
        ),
        most=100,
    ),
    scale=number("Impact that counts as catastrophic, for the matrix; otherwise the greatest given.", 0.000001, AMOUNT),
    items=many(
        "For a simulation: the parts of the plan with their estimates.",
        record(
            "A part.",
            required="name low likely high",
            name=NAME,
            low=number("Best case.", 0, AMOUNT),
            likely=number("Most likely.", 0, AMOUNT),
            high=number("Worst case.", 0, AMOUNT),
            after=many("For a schedule: the parts that must be over before.", NAME, most=20),
        ),
        most=100,
    ),
    measure=choice("Sum the parts, or follow their order to the end.", "cost", "schedule", default="cost"),
    distribution=choice("How estimates spread.", "pert", "triangular", default="pert"),
    runs=integer("Runs of the simulation.", 1000, 100_000, default=10_000),
    seed=integer("Same seed, same result.", 0, 2**31 - 1),
    limit=number("Budget or deadline: how likely is it kept?", 0, AMOUNT),
)


@tool(
    "risk_assessor",
    "Ranks risks in a register with a 5x5 matrix, or simulates cost or schedule: percentiles and what drives them.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"method": {"type": "string"}, "result": {"type": "object"}},
        "required": ["method", "result"],
    },
    budget=Budget(seconds=20, megabytes=768),
    example={"method": "register", "risks": [{"name": "Delay", "probability_percent": 30, "impact": 10000}]},
)
def risk_assessor(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The register ranked, or what many runs of the plan came to."""
    if arguments["method"] == "register":
        if "risks" not in arguments:
            raise InvalidInput.of("risks", "A register needs risks.")
        result, said = assess(arguments["risks"], arguments.get("scale"))
        return ToolResult({"method": "register", "result": result}, said)
    if "items" not in arguments:
        raise InvalidInput.of("items", "A simulation needs the parts of the plan.")
    result = context.work(
        "spirits.tools.specialized.business.simulation_work:simulate",
        arguments["items"],
        arguments.get("risks", []),
        measure=arguments["measure"],
        distribution=arguments["distribution"],
        runs=arguments["runs"],
        seed=arguments.get("seed", context.call_id.int % 2**31),
        limit=arguments.get("limit"),
    )
    at = result["percentiles"]
    driver = result["drivers"][0]["name"] if result["drivers"] else "none"
    said = f"Median {at['p50']:,.6g}; 80% of runs stay within {at['p80']:,.6g}. Greatest driver: {driver}."
    return ToolResult({"method": "simulation", "result": result}, said)
