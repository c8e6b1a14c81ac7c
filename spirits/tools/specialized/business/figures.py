"""business_analyzer: what the figures of a business say, each with its formula."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, number, record, text
from spirits.tools.specialized.business.analyses import ANALYSES

MONEY = 1e12
NAME = text("Its name.", most=100)

ARGUMENTS = arguments(
    required="analysis",
    analysis=choice("What to work out.", *ANALYSES),
    currency=text("Currency of all amounts, for the report.", most=3, default="EUR", pattern="^[A-Z]{3}$"),
    margins=many(
        "For margins: each product, customer or period.",
        record(
            "A row.",
            required="name revenue cost",
            name=NAME,
            revenue=number("What came in.", 0, MONEY),
            cost=number("Direct cost of what was sold.", 0, MONEY),
            expenses=number("Overheads put on it.", 0, MONEY, default=0),
        ),
        most=500,
    ),
    unit_economics=record(
        "For unit_economics, all per customer and month.",
        required="revenue variable_cost acquisition_cost churn_percent",
        revenue=number("Revenue.", 0, MONEY),
        variable_cost=number("Variable cost.", 0, MONEY),
        acquisition_cost=number("What winning one customer costs.", 0, MONEY),
        churn_percent=number("Share of customers who leave in a month.", 0.001, 100),
    ),
    break_even=record(
        "For break_even.",
        required="fixed_costs price variable_cost",
        fixed_costs=number("Costs that do not depend on the units sold.", 0, MONEY),
        price=number("Price of a unit.", 0, MONEY),
        variable_cost=number("Variable cost of a unit.", 0, MONEY),
        planned_units=integer("Units planned, for the margin of safety.", 1, 10**12),
        target_profit=number("Profit wanted.", 0, MONEY),
    ),
    cohorts=many(
        "For cohorts: each group by when it began.",
        record(
            "A cohort.",
            required="name active",
            name=NAME,
            active=many("Active customers in period 0, 1, 2 and so on.", integer("Customers.", 0, 10**9), most=60),
        ),
        most=60,
    ),
    cash_flow=record(
        "For cash_flow.",
        required="flows",
        opening_balance=number("Money at the start, beside the flows.", -MONEY, MONEY, default=0),
        flows=many("Net flow of each period; the first is today.", number("Amount.", -MONEY, MONEY), most=240, least=2),
        discount_percent=number("Discount rate for one period.", 0, 1000, default=0),
    ),
)


@tool(
    "business_analyzer",
    "Works out margins, unit economics, break-even, cohort retention or cash flow with NPV and IRR; shows formulas.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "analysis": {"type": "string"},
            "result": {"type": "object"},
            "formulas": {"type": "object"},
            "findings": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["analysis", "result", "formulas", "findings"],
    },
    budget=Budget(seconds=5),
    example={"analysis": "break_even", "break_even": {"fixed_costs": 10000, "price": 25, "variable_cost": 15}},
)
def business_analyzer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The asked figures, how each is reached, and what stands out."""
    name = arguments["analysis"]
    if name not in arguments:
        raise InvalidInput.of(name, f"The analysis {name} needs its figures.")
    others = [each for each in ANALYSES if each != name and each in arguments]
    if others:
        raise InvalidInput.of(others[0], f"The analysis is {name}; leave these figures out.")
    analysis = ANALYSES[name]
    result, findings = analysis.work_out(arguments[name])
    data = {
        "analysis": name,
        "currency": arguments["currency"],
        "result": result,
        "formulas": analysis.formulas,
        "findings": findings,
    }
    return ToolResult(data, " ".join(findings))
