"""The analyses of business figures: pure arithmetic, with the formulas it follows."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from typing import Any

from project.lib.errors import InvalidInput

Found = tuple[dict[str, Any], list[str]]


@dataclass(frozen=True)
class Analysis:
    """How an analysis is worked out, and its formulas by result."""

    work_out: Callable[[Any], Found]
    formulas: dict[str, str]


def percent(part: float, whole: float) -> float | None:
    """The part in per cent of the whole, or None of nothing."""
    return round(100 * part / whole, 2) if whole else None


def margins(rows: list[dict[str, Any]]) -> Found:
    """Gross and net margin of each row, its share, and the totals."""
    whole = sum(each["revenue"] for each in rows)
    found = [_margin(each["name"], each["revenue"], each["cost"], each.get("expenses", 0), whole) for each in rows]
    found.sort(key=lambda each: -each["gross_profit"])
    cost, expenses = (sum(each.get(name, 0) for each in rows) for name in ("cost", "expenses"))
    total = _margin("total", whole, cost, expenses, whole)
    findings = [
        f"Gross margin over all: {_told(total['gross_margin_percent'])}, net {_told(total['net_margin_percent'])}."
    ]
    losing = [each["name"] for each in found if each["net_profit"] < 0]
    if losing:
        findings.append(f"Losing money: {', '.join(losing[:10])}.")
    if len(found) > 1 and (found[0]["revenue_share_percent"] or 0) > 50:
        findings.append(f"{found[0]['name']} alone brings {found[0]['revenue_share_percent']}% of revenue.")
    return {"rows": found, "total": total}, findings


def _margin(name: str, revenue: float, cost: float, expenses: float, whole: float) -> dict[str, Any]:
    gross, net = revenue - cost, revenue - cost - expenses
    return {
        "name": name,
        "revenue": round(revenue, 2),
        "gross_profit": round(gross, 2),
        "gross_margin_percent": percent(gross, revenue),
        "markup_percent": percent(gross, cost),
        "net_profit": round(net, 2),
        "net_margin_percent": percent(net, revenue),
        "revenue_share_percent": percent(revenue, whole),
    }


def _told(share: float | None) -> str:
    return "no revenue" if share is None else f"{share:g}%"


def unit_economics(given: dict[str, Any]) -> Found:
    """What a customer brings over their stay against what winning them costs."""
    contribution = given["revenue"] - given["variable_cost"]
    churn, cost = given["churn_percent"] / 100, given["acquisition_cost"]
    value = contribution / churn
    result = {
        "contribution_per_month": round(contribution, 2),
        "contribution_margin_percent": percent(contribution, given["revenue"]),
        "lifetime_months": round(1 / churn, 2),
        "lifetime_value": round(value, 2),
        "value_to_cost": round(value / cost, 2) if cost else None,
        "payback_months": round(cost / contribution, 2) if contribution > 0 else None,
    }
    if contribution <= 0:
        return result, ["Each customer costs more each month than they bring: more customers mean more loss."]
    findings = [f"A customer is worth {value:.2f} and costs {cost:.2f} to win; that is earned back in "
                f"{result['payback_months']:g} months."]  # fmt: skip
    if cost and value / cost < 1:
        findings.append("A customer never earns back what winning them cost.")
    elif cost and value / cost < 3:
        findings.append("The ratio is below the common rule of thumb of 3.")
    return result, findings


def break_even(given: dict[str, Any]) -> Found:
    """The units from which there is a profit."""
    contribution = given["price"] - given["variable_cost"]
    if contribution <= 0:
        raise InvalidInput.of(
            "break_even.price", "The price must be above the variable cost, or no number of units suffices."
        )
    units = ceil(round(given["fixed_costs"] / contribution, 9))
    result: dict[str, Any] = {
        "contribution_per_unit": round(contribution, 4),
        "contribution_ratio_percent": percent(contribution, given["price"]),
        "units": units,
        "revenue": round(units * given["price"], 2),
    }
    findings = [f"Break-even at {units:,} units."]
    if "target_profit" in given:
        result["units_for_target"] = ceil(round((given["fixed_costs"] + given["target_profit"]) / contribution, 9))
        findings.append(f"The wanted profit needs {result['units_for_target']:,} units.")
    if planned := given.get("planned_units"):
        profit = planned * contribution - given["fixed_costs"]
        result |= {"planned_profit": round(profit, 2), "margin_of_safety_percent": percent(planned - units, planned)}
        findings.append(f"The plan of {planned:,} units makes {profit:,.2f}.")
    return result, findings


def cohorts(rows: list[dict[str, Any]]) -> Found:
    """Retention of each cohort, and over all weighted by their sizes."""
    for number, row in enumerate(rows):
        if row["active"][0] == 0:
            raise InvalidInput.of(f"cohorts.{number}.active", "A cohort begins with at least one customer.")
        if max(row["active"]) > row["active"][0]:
            raise InvalidInput.of(f"cohorts.{number}.active", "A cohort cannot have more customers than it began with.")
    table = [
        {
            "name": row["name"],
            "size": row["active"][0],
            "retention_percent": [percent(each, row["active"][0]) for each in row["active"]],
        }
        for row in rows
    ]
    average = []
    for period in range(max(len(row["active"]) for row in rows)):
        reached = [row["active"] for row in rows if len(row["active"]) > period]
        average.append(percent(sum(each[period] for each in reached), sum(each[0] for each in reached)))
    drops = [(average[at] or 0) - (average[at + 1] or 0) for at in range(len(average) - 1)]
    findings = (
        [f"After {len(average) - 1} periods {average[-1]:g}% are left."] if drops else ["There is only period 0."]
    )
    if drops and max(drops) > 0:
        worst = drops.index(max(drops))
        findings.append(f"Most leave between period {worst} and {worst + 1}: {max(drops):.2f} points.")
    return {"cohorts": table, "average_retention_percent": average}, findings


def cash_flow(given: dict[str, Any]) -> Found:
    """Balances, net present value, internal rate of return and payback."""
    flows, opening = given["flows"], given.get("opening_balance", 0)
    rate = given.get("discount_percent", 0) / 100
    balances = [round(opening + each, 2) for each in accumulate(flows)]
    short = next((at for at, each in enumerate(balances) if each < 0), None)
    internal = internal_rate(flows)
    result = {
        "balances": balances,
        "lowest_balance": min(balances),
        "first_period_short": short,
        "net_present_value": round(present_value(rate, flows), 2),
        "internal_rate_percent": None if internal is None else round(internal * 100, 4),
        "payback_periods": _payback(flows),
    }
    findings = [f"Net present value {result['net_present_value']:,.2f}; the balance ends at {balances[-1]:,.2f}."]
    findings.append("The balance never falls below zero." if short is None else f"Money runs out in period {short}.")
    if internal is None:
        findings.append("There is no single internal rate of return: the flows change sign never or more than once.")
    return result, findings


def present_value(rate: float, flows: list[float]) -> float:
    """The flows discounted to the first."""
    return sum(flow / (1 + rate) ** at for at, flow in enumerate(flows))


def internal_rate(flows: list[float]) -> float | None:
    """The rate at which the flows are worth nothing; None unless they change sign exactly once."""
    signs = [each > 0 for each in flows if each]
    if sum(one != other for one, other in pairwise(signs)) != 1:
        return None
    # With d = 1 / (1 + rate) the value is a polynomial with one positive root (Descartes), found between the bounds.
    low, high = 0.0, 1.0
    is_start_positive = signs[0]

    def value(discount: float) -> float:
        total = 0.0
        for flow in reversed(flows):
            total = total * discount + flow
        return total

    while (value(high) > 0) == is_start_positive:
        high *= 2
        if high > 1e6:
            return None
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (value(middle) > 0) == is_start_positive else (low, middle)
    return 1 / high - 1


def _payback(flows: list[float]) -> float | None:
    """When the running sum gets back to zero, part of a period by straight line; None where it never does."""
    sums = list(accumulate(flows))
    if sums[0] >= 0:
        return 0.0
    for at in range(1, len(sums)):
        if sums[at] >= 0:
            return round(at - 1 + -sums[at - 1] / flows[at], 2)
    return None


ANALYSES = {
    "margins": Analysis(
        margins,
        {
            "gross_profit": "revenue - cost",
            "gross_margin_percent": "100 * gross_profit / revenue",
            "markup_percent": "100 * gross_profit / cost",
            "net_margin_percent": "100 * (revenue - cost - expenses) / revenue",
        },
    ),
    "unit_economics": Analysis(
        unit_economics,
        {
            "contribution_per_month": "revenue - variable_cost",
            "lifetime_months": "1 / churn",
            "lifetime_value": "contribution_per_month / churn",
            "value_to_cost": "lifetime_value / acquisition_cost",
            "payback_months": "acquisition_cost / contribution_per_month",
        },
    ),
    "break_even": Analysis(
        break_even,
        {
            "units": "fixed_costs / (price - variable_cost), rounded up",
            "units_for_target": "(fixed_costs + target_profit) / (price - variable_cost), rounded up",
            "margin_of_safety_percent": "100 * (planned_units - units) / planned_units",
        },
    ),
    "cohorts": Analysis(
        cohorts,
        {
            "retention_percent": "100 * active in the period / active in period 0",
            "average_retention_percent": "100 * sum of active / sum of period 0, over cohorts that reached the period",
        },
    ),
    "cash_flow": Analysis(
        cash_flow,
        {
            "net_present_value": "sum of flow[t] / (1 + rate)^t, t from 0",
            "internal_rate_percent": "100 * the rate at which net_present_value is 0",
            "payback_periods": "when the running sum of flows reaches 0",
        },
    ),
}
