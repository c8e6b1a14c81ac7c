"""Moments of the arguments, read on the wall clock of the person."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.queries.notifications import zone_of
from project.lib.errors import InvalidInput
from spirits.rules.recurrence import in_utc
from spirits.services.calendar import checked_zone
from spirits.tools.context import Context
from spirits.tools.schema import text

ZONE = text("Time zone of the times, such as Europe/Berlin; your own when left out.", most=64)
MOMENT = "2026-12-24T18:00, a date alone, or with an offset such as +01:00"


def zone_for(context: Context, given: dict[str, Any]) -> ZoneInfo:
    """The zone the call names, or the person's own."""
    return checked_zone(given["time_zone"]) if given.get("time_zone") else zone_of(context.user)


def moment(given: dict[str, Any], name: str, zone: ZoneInfo) -> datetime:
    """The argument of that name as a moment in UTC; without an offset it is a time of the zone."""
    try:
        read = datetime.fromisoformat(given[name])
    except ValueError as error:
        raise InvalidInput.of(name, f"Expected {MOMENT}.") from error
    try:
        return read.astimezone(UTC) if read.tzinfo else in_utc(read, zone)
    except OverflowError as error:
        raise InvalidInput.of(name, "Is outside of the calendar.") from error


def shown(at: datetime, zone: ZoneInfo) -> str:
    """A moment as people read it."""
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"
