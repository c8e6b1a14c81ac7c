"""The days that a month's page shows."""

from collections.abc import Iterator
from datetime import date, timedelta


def weeks_of(year: int, month: int) -> list[list[date]]:
    """Whole weeks, Monday first, from the one with the month's first day to the one with its last."""
    first = date(year, month, 1)
    day = first - timedelta(days=first.weekday())
    weeks = []
    while day < next_month(year, month):
        weeks.append([day + timedelta(days=number) for number in range(7)])
        day += timedelta(days=7)
    return weeks


def next_month(year: int, month: int) -> date:
    """The first day of the month after."""
    return date(year + month // 12, month % 12 + 1, 1)


def month_before(year: int, month: int) -> date:
    """The first day of the month before."""
    return (date(year, month, 1) - timedelta(days=1)).replace(day=1)


def days_between(start: date, end: date) -> Iterator[date]:
    """Each day from ``start`` up to, not including, ``end``; at least ``start``."""
    yield start
    for number in range(1, (end - start).days):
        yield start + timedelta(days=number)
