"""iCalendar files (RFC 5545), read and written by the icalendar library."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Component, Event, vRecur

from project.lib.errors import InvalidInput

MOST = 5_000
PRODUCT = "-//Daimon//Calendar//EN"


def read_events(content: bytes, zone: str) -> list[dict[str, Any]]:
    """The file's events with ISO times in UTC; times without a zone are read on the wall clock of ``zone``.

    InvalidInput for "content" names what cannot be read; nothing is left out in silence.
    """
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise InvalidInput.of("content", f"This is no iCalendar file: {str(error)[:120]}") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise InvalidInput.of("content", "There is no event in this file.")
    if len(events) > MOST:
        raise InvalidInput.of("content", f"Has {len(events):,} events; at most {MOST:,} at once.")
    return [_event(event, number, ZoneInfo(zone)) for number, event in enumerate(events, 1)]


def _event(event: Component, number: int, home: ZoneInfo) -> dict[str, Any]:
    try:
        return _read(event, home)
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError) as error:
        named = f"Event {number} ({str(event.get('SUMMARY', 'no title'))[:40]})"
        raise InvalidInput.of("content", f"{named}: {str(error)[:120] or 'it has no start.'}") from error


def _read(event: Component, home: ZoneInfo) -> dict[str, Any]:
    begin = event.decoded("DTSTART")
    zone = _zone_of(begin, home)
    starts = _moment(begin, zone)
    if "DTEND" in event:
        ends = _moment(event.decoded("DTEND"), zone)
    elif "DURATION" in event:
        ends = starts + event.decoded("DURATION")
    else:
        ends = starts + (timedelta(hours=1) if isinstance(begin, datetime) else timedelta(days=1))
    original = event.decoded("RECURRENCE-ID") if "RECURRENCE-ID" in event else None
    rules = event.get("RRULE")
    if isinstance(rules, list):
        raise ValueError("it has more than one RRULE")
    if "RDATE" in event:
        raise ValueError("RDATE is not supported")
    return {
        "uid": str(event["UID"])[:255],
        "title": _words(event.get("SUMMARY"), 200) or "No title",
        "description": _words(event.get("DESCRIPTION"), 4000),
        "location": _words(event.get("LOCATION"), 300),
        "starts_at": starts.isoformat(),
        "ends_at": max(ends, starts + timedelta(minutes=1)).isoformat(),
        "is_all_day": not isinstance(begin, datetime),
        "time_zone": str(zone),
        "rule": rules.to_ical().decode() if rules else "",
        "excluded": sorted(_moment(each, zone).isoformat() for each in _excluded(event)),
        "original_at": _moment(original, zone).isoformat() if original else None,
    }


def _excluded(event: Component) -> list[datetime | date]:
    found = event.get("EXDATE", [])
    lists = found if isinstance(found, list) else [found]
    return [each.dt for one in lists for each in one.dts]


def _zone_of(begin: datetime | date, home: ZoneInfo) -> ZoneInfo:
    """The named zone of a time, or ``home``: also for UTC and fixed offsets, whose series then follow its wall clock."""
    name = str(getattr(begin, "tzinfo", None) or "")
    return ZoneInfo(name) if name in available_timezones() and name not in {"UTC", "Etc/UTC"} else home


def _moment(given: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(given, datetime):
        given = datetime.combine(given, time(0))
    return (given if given.tzinfo else given.replace(tzinfo=zone)).astimezone(UTC)


def _words(value: Any, most: int) -> str:
    return str(value or "").replace("\0", "")[:most]


def write_events(events: list[dict[str, Any]], name: str, stamp: str) -> bytes:
    """One iCalendar file with these events, as ``read_events`` gives them."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in events:
        calendar.add_component(_written(each, datetime.fromisoformat(stamp)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _written(given: dict[str, Any], stamp: datetime) -> Event:
    zone = ZoneInfo(given["time_zone"])
    event = Event()
    event.add("uid", given["uid"])
    event.add("dtstamp", stamp)
    event.add("summary", given["title"])
    for name in ("description", "location"):
        if given[name]:
            event.add(name, given[name])
    for name, key in (("dtstart", "starts_at"), ("dtend", "ends_at")):
        local = datetime.fromisoformat(given[key]).astimezone(zone)
        event.add(name, local.date() if given["is_all_day"] else local)
    if given["rule"]:
        event.add("rrule", vRecur.from_ical(given["rule"]))
    for each in given["excluded"]:
        local = datetime.fromisoformat(each).astimezone(zone)
        event.add("exdate", local.date() if given["is_all_day"] else local)
    if given["original_at"]:
        local = datetime.fromisoformat(given["original_at"]).astimezone(zone)
        event.add("recurrence-id", local.date() if given["is_all_day"] else local)
    return event
