"""Calendars as iCalendar files, out and in; the files are read in a worker that is killed at its limits."""

from datetime import datetime
from typing import Any

from project.lib.errors import InvalidInput
from project.lib.worker import WorkEnded, run_in_worker
from spirits.models import Calendar, CalendarEvent
from spirits.services.calendar import import_events

WORK = "spirits.tools.integration.icalendar_work"
LARGEST_FILE = 5_000_000
SECONDS = 15.0
MEGABYTES = 512
TIMES = ("starts_at", "ends_at", "original_at")
KEPT = ("uid", "title", "description", "location", "is_all_day", "time_zone", "rule")


def export_calendar(*, calendar: Calendar, now: datetime) -> bytes:
    """The calendar's events as one iCalendar file."""
    rows = [_written(event) for event in calendar.events.order_by("starts_at", "id")]
    content: bytes = _work("write_events", rows, calendar.name, now.isoformat())
    return content


def import_calendar(*, calendar: Calendar, content: bytes, now: datetime) -> dict[str, int]:
    """How many events of the file were ``added`` and how many ``changed``: all of them, or InvalidInput for "content"."""
    if len(content) > LARGEST_FILE:
        raise InvalidInput.of("content", f"Has {len(content):,} bytes; at most {LARGEST_FILE:,}.")
    found = _work("read_events", content, calendar.time_zone)
    return import_events(calendar=calendar, events=[_with_moments(each) for each in found], now=now)


def _work(function: str, *args: Any) -> Any:
    try:
        return run_in_worker(f"{WORK}:{function}", args, {}, seconds=SECONDS, megabytes=MEGABYTES)
    except WorkEnded as error:
        raise InvalidInput.of("content", "This calendar is too large or too twisted to be read.") from error


def _with_moments(event: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(event[name]) if event[name] else None for name in TIMES}
    return {**event, **times, "excluded": [datetime.fromisoformat(each) for each in event["excluded"]]}


def _written(event: CalendarEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in KEPT} | {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "original_at": event.original_at and event.original_at.isoformat(),
        "excluded": [each.isoformat() for each in event.excluded],
    }
