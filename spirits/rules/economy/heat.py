"""Days in a grid, a week to a column, each as warm as what was spent on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 26
WARMEST = 4


@dataclass(frozen=True)
class Day:
    """A day, what was spent on it, and how warm that is among the others: from 0, nothing, to WARMEST."""

    date: date
    points: int
    warmth: int


def first_day(today: date) -> date:
    """The Monday on which the grid begins."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def grid(spent: Mapping[date, int], *, today: date) -> list[list[Day | None]]:
    """Seven rows, Monday to Sunday, each with a day of every week; None for days that have not come."""
    begin, most = first_day(today), max([*spent.values(), 0])
    days = [begin + timedelta(days=number) for number in range(7 * WEEKS)]
    found = [_day(day, max(spent.get(day, 0), 0), most) if day <= today else None for day in days]
    return [found[weekday::7] for weekday in range(7)]


def _day(day: date, points: int, most: int) -> Day:
    return Day(day, points, -(-points * WARMEST // most) if points else 0)
