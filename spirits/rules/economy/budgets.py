"""Periods of budgets, what a model call costs in points, and when people are told."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import TextChoices

MILLION = 1_000_000
NOTICES = (80, 100)


class Period(TextChoices):
    """How often a budget starts again; periods are counted in UTC."""

    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"
    TOTAL = "total", "Without end"


def start_of(period: str, at: datetime) -> datetime:
    """When the period around this moment began; weeks begin on Monday."""
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period == Period.DAY:
        return day
    if period == Period.WEEK:
        return day - timedelta(days=day.weekday())
    if period == Period.MONTH:
        return day.replace(day=1)
    return datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ModelPrice:
    """Points per million tokens in and out."""

    input_points_per_million: int
    output_points_per_million: int


def points_for(price: ModelPrice, *, input_tokens: int, output_tokens: int) -> int:
    """What so many tokens cost: the exact sum, rounded up to a whole point once."""
    millionths = input_tokens * price.input_points_per_million + output_tokens * price.output_points_per_million
    return -(-millionths // MILLION)


def explain_points(
    price: ModelPrice, *, input_tokens: int, output_tokens: int, model: str = ""
) -> list[dict[str, int | str]]:
    """The lines behind a cost, for people: tokens, price, and points in millionths before rounding up."""
    lines: list[dict[str, int | str]] = []
    for name, tokens, rate in (
        ("input", input_tokens, price.input_points_per_million),
        ("output", output_tokens, price.output_points_per_million),
    ):
        line: dict[str, int | str] = {"part": name, "tokens": tokens, "points_per_million": rate}
        lines.append({**line, "millionths": tokens * rate, **({"model": model} if model else {})})
    return lines


def notice_due(*, used: int, limit: int | None, noticed: int) -> int:
    """The notice that is due now (80 or 100), or 0 when people know already."""
    if not limit:
        return 0
    return max((percent for percent in NOTICES if percent > noticed and used * 100 >= limit * percent), default=0)
