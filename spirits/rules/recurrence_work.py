"""Whether rules ever come true, found out where a search without end can be stopped."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from spirits.rules.recurrence import times


def never_coming(given: Sequence[tuple[str, str, str]]) -> list[str]:
    """The rules, of (first time as ISO text, rule, zone), that have no time at all."""
    return [rule for start, rule, zone in given if not _comes(datetime.fromisoformat(start), rule, ZoneInfo(zone))]


def _comes(start: datetime, rule: str, zone: ZoneInfo) -> bool:
    return next(times(start, rule, zone, after=start), None) is not None
