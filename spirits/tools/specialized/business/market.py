"""market_researcher: growth, seasons, shares and a forecast from data."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, number, record, text

NOTE = "Worked out from the given figures alone; this tool asks no search and adds no outside source."

ARGUMENTS = arguments(
    series=many(
        "The market's size or your sales, in order of time, with equal steps.",
        record(
            "A period.",
            required="period value",
            period=text("Its name, such as 2025-03 or 2024.", most=30),
            value=number("The figure.", 0, 1e15),
        ),
        least=3,
        most=600,
    ),
    per_year=choice("Periods in a year: 1, 4, 12 or 52.", "1", "4", "12", "52", default="12"),
    horizon=integer("How many periods ahead to forecast.", 1, 60, default=6),
    confidence_percent=integer("How sure the interval is.", 50, 99, default=90),
    shares=many(
        "The market's players with their sales.",
        record(
            "A player.",
            required="name value",
            name=text("Its name.", most=100),
            value=number("Its sales.", 0, 1e15),
            before=number("Its sales a period earlier, for the change of share.", 0, 1e15),
        ),
        most=200,
    ),
)


@tool(
    "market_researcher",
    "Works out growth, seasonality, market shares and concentration, and a forecast with an interval, from your data.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "growth": {"type": ["object", "null"]},
            "seasonality": {"type": ["object", "null"]},
            "forecast": {"type": ["object", "null"]},
            "shares": {"type": ["object", "null"]},
            "sources": {"type": "string"},
        },
        "required": ["growth", "seasonality", "forecast", "shares", "sources"],
    },
    budget=Budget(seconds=10, megabytes=512),
    example={
        "series": [
            {"period": "2022", "value": 100},
            {"period": "2023", "value": 110},
            {"period": "2024", "value": 121},
            {"period": "2025", "value": 133},
        ],
        "per_year": "1",
        "horizon": 2,
    },
)
def market_researcher(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the figures say of the market, and where they lead."""
    if "series" not in arguments and "shares" not in arguments:
        raise InvalidInput.of("series", "Give a series, shares, or both.")
    found = context.work(
        "spirits.tools.specialized.business.market_work:research",
        arguments.get("series"),
        arguments.get("shares"),
        per_year=int(arguments["per_year"]),
        horizon=arguments["horizon"],
        confidence=arguments["confidence_percent"] / 100,
    )
    return ToolResult({**found, "sources": NOTE}, _said(found))


def _said(found: dict[str, Any]) -> str:
    parts = []
    if growth := found["growth"]:
        rate = growth["annual_growth_percent"]
        parts.append("No growth rate from zero." if rate is None else f"Growth {rate:g}% a year.")
        ahead = found["forecast"]["periods"][-1]
        parts.append(
            f"In {ahead['ahead']} periods: {ahead['value']:,.6g} ({ahead['low']:,.6g} to {ahead['high']:,.6g})."
        )
    if shares := found["shares"]:
        first = shares["players"][0]
        parts.append(
            f"{first['name']} leads with {first['share_percent']:g}%; the market is {shares['concentration']}."
        )
    return " ".join(parts)
