"""calendar_manager: the person's calendars, with repetition, time zones, conflicts, and iCalendar in and out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.errors import CalendarNotFound
from spirits.models import CalendarEvent
from spirits.queries.calendar import Occurrence, calendars_of, get_calendar, occurrences, overlaps
from spirits.queries.workspace import read_file
from spirits.services.calendar import (
    add_event,
    calendar_to_use,
    change_event,
    create_calendar,
    remove_event,
)
from spirits.services.exchange_calendar import export_calendar, import_calendar
from spirits.tools import Budget, Context, Effect, NewArtifact, ToolResult, tool
from spirits.tools.integration.moments import ZONE, moment, shown, zone_for
from spirits.tools.schema import arguments, choice, text, yes_or_no

EVENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string"}, "calendar": {"type": "string"}, "title": {"type": "string"},
        "starts_at": {"type": "string"}, "ends_at": {"type": "string"}, "is_all_day": {"type": "boolean"},
        "time_zone": {"type": "string"}, "rule": {"type": "string"}, "location": {"type": "string"},
    },
    "required": ["id", "calendar", "title", "starts_at", "ends_at"],
}  # fmt: skip
WHEN = "such as 2026-12-24T18:00 (in the time zone given), or with an offset"


@tool(
    "calendar_manager",
    "Your calendars: adds, changes and removes events (also repeating ones), lists, finds conflicts, reads and writes iCalendar.",
    arguments(
        required="action",
        action=choice("What to do.", "add", "change", "remove", "list", "conflicts", "calendars", "create_calendar", "import", "export"),
        calendar=text("The calendar's name; your first one when left out, all when listing.", most=60, default=""),
        event=text("The event's id, to change or remove it.", most=36),
        title=text("What it is.", most=200),
        starts_at=text(f"Its start, {WHEN}.", most=40),
        ends_at=text(f"Its end, {WHEN}; an hour after the start when left out, a day for a whole day.", most=40),
        is_all_day=yes_or_no("Whether it is whole days."),
        rule=text("How it repeats, an RRULE such as FREQ=WEEKLY;BYDAY=MO,WE; empty ends repeating.", most=300, least=0),
        location=text("Where.", most=300, least=0),
        description=text("More about it.", most=4_000, least=0),
        only_at=text(f"To remove one time of a series: that time, {WHEN}.", most=40),
        since=text(f"To list, find conflicts: from when, {WHEN}; now when left out.", most=40),
        until=text(f"Until when, {WHEN}; 30 days later when left out.", most=40),
        path=text("To import: an .ics file of the workspace.", most=500),
        content=text("Or the iCalendar text itself.", most=1_000_000),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "event": EVENT, "events": {"type": "array", "items": EVENT},
            "conflicts": {"type": "array"}, "calendars": {"type": "array"}, "added": {"type": "integer"},
            "changed": {"type": "integer"}, "exported": {"type": "integer"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=20, megabytes=512, results=200),
    example={"action": "add", "title": "Stand-up", "starts_at": "2026-12-01T09:30", "ends_at": "2026-12-01T09:45", "rule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
)  # fmt: skip
def calendar_manager(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _add(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    title, is_all_day = _needed(given, "title"), given.get("is_all_day", False)
    _needed(given, "starts_at")
    starts = moment(given, "starts_at", zone)
    usual = timedelta(days=1) if is_all_day else timedelta(hours=1)
    event = add_event(
        calendar=calendar_to_use(user=context.user, name=given["calendar"], now=context.now),
        title=title,
        starts_at=starts,
        ends_at=moment(given, "ends_at", zone) if "ends_at" in given else starts + usual,
        is_all_day=is_all_day,
        time_zone=str(zone),
        rule=given.get("rule", ""),
        description=given.get("description", ""),
        location=given.get("location", ""),
        now=context.now,
    )
    end = event.ends_at if not event.rule else event.ends_at + timedelta(days=60)
    clashes = _clashes(context, event, end)
    words = f"Added {event.title!r} on {shown(event.starts_at, zone)}" + (
        f", repeating {event.rule}" if event.rule else ""
    )
    if clashes:
        words += f". It overlaps with {', '.join(repr(each.event.title) for each in clashes[:3])}"
    return ToolResult(
        {"action": "add", "event": about(event), "conflicts": [_at(each) for each in clashes]}, words + "."
    )


def _clashes(context: Context, event: CalendarEvent, until: datetime) -> list[Occurrence]:
    found = occurrences(context.user, since=event.starts_at, until=min(until, event.starts_at + timedelta(days=399)))
    pairs = [pair for pair in overlaps(found) if event.pk in (pair[0].event.pk, pair[1].event.pk)]
    others = [one if two.event.pk == event.pk else two for one, two in pairs]
    return list({each.event.pk: each for each in others}.values())[: context.budget.results]


def _change(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    names = ("title", "description", "location", "is_all_day", "rule")
    changes = {name: given[name] for name in names if name in given}
    changes |= {name: moment(given, name, zone) for name in ("starts_at", "ends_at") if name in given}
    if "time_zone" in given:
        changes["time_zone"] = str(zone)
    if not changes:
        raise InvalidInput.of("title", "Give at least one thing to change.")
    event = change_event(user=context.user, event_id=_event_id(given), changes=changes, now=context.now)
    words = f"{event.title!r} is on {shown(event.starts_at, event.zone)}."
    return ToolResult({"action": "change", "event": about(event)}, words)


def _remove(context: Context, given: dict[str, Any]) -> ToolResult:
    only_at = moment(given, "only_at", zone_for(context, given)) if "only_at" in given else None
    remove_event(user=context.user, event_id=_event_id(given), only_at=only_at, now=context.now)
    return ToolResult({"action": "remove"}, "Removed that one time." if only_at else "Removed.")


def _window(context: Context, given: dict[str, Any]) -> list[Occurrence]:
    zone = zone_for(context, given)
    since = moment(given, "since", zone) if "since" in given else context.now
    until = moment(given, "until", zone) if "until" in given else since + timedelta(days=30)
    named = [get_calendar(context.user, given["calendar"])] if given["calendar"] else None
    return occurrences(context.user, since=since, until=until, calendars=named)


def _list(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    found = _window(context, given)[: context.budget.results]
    lines = [f"{shown(each.starts_at, zone)} {each.event.title} [{each.event.pk}]" for each in found]
    return ToolResult(
        {"action": "list", "events": [_at(each) for each in found]}, "\n".join(lines) or "Nothing is planned."
    )


def _conflicts(context: Context, given: dict[str, Any]) -> ToolResult:
    zone = zone_for(context, given)
    pairs = overlaps(_window(context, given))[: context.budget.results]
    lines = [f"{shown(two.starts_at, zone)}: {one.event.title} / {two.event.title}" for one, two in pairs]
    data = [[_at(one), _at(two)] for one, two in pairs]
    return ToolResult({"action": "conflicts", "conflicts": data}, "\n".join(lines) or "No events overlap.")


def _calendars(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = [{"name": each.name, "time_zone": each.time_zone} for each in calendars_of(context.user)]
    lines = [f"{row['name']} ({row['time_zone']})" for row in rows]
    return ToolResult({"action": "calendars", "calendars": rows}, "\n".join(lines) or "There is no calendar yet.")


def _create(context: Context, given: dict[str, Any]) -> ToolResult:
    if not given["calendar"]:
        raise InvalidInput.of("calendar", "Required to create_calendar: its name.")
    made = create_calendar(
        user=context.user, name=given["calendar"], time_zone=given.get("time_zone", ""), now=context.now
    )
    rows = [{"name": made.name, "time_zone": made.time_zone}]
    return ToolResult({"action": "create_calendar", "calendars": rows}, f"Made the calendar {made.name!r}.")


def _import(context: Context, given: dict[str, Any]) -> ToolResult:
    if ("path" in given) == ("content" in given):
        raise InvalidInput.of("content", "Give the iCalendar text, or the path of a file, one of them.")
    content = read_file(context.user, given["path"]) if "path" in given else given["content"].encode()
    calendar = calendar_to_use(user=context.user, name=given["calendar"], now=context.now)
    done = import_calendar(calendar=calendar, content=content, now=context.now)
    return ToolResult({"action": "import", **done}, f"{done['added']} events added, {done['changed']} changed.")


def _export(context: Context, given: dict[str, Any]) -> ToolResult:
    calendar = calendar_to_use(user=context.user, name=given["calendar"], now=context.now)
    count = calendar.events.count()
    content = export_calendar(calendar=calendar, now=context.now)
    file = NewArtifact(f"{calendar.name}.ics".replace("/", "-"), "text/calendar", content)
    return ToolResult({"action": "export", "exported": count}, f"Wrote {count} events.", (file,))


def about(event: CalendarEvent) -> dict[str, Any]:
    """The event as a program reads it; times on the wall clock of its zone."""
    return {
        "id": str(event.pk), "calendar": event.calendar.name, "title": event.title,
        "starts_at": event.starts_at.astimezone(event.zone).isoformat(), "ends_at": event.ends_at.astimezone(event.zone).isoformat(),
        "is_all_day": event.is_all_day, "time_zone": event.time_zone, "rule": event.rule, "location": event.location,
    }  # fmt: skip


def _at(found: Occurrence) -> dict[str, Any]:
    zone = found.event.zone
    times = {
        "starts_at": found.starts_at.astimezone(zone).isoformat(),
        "ends_at": found.ends_at.astimezone(zone).isoformat(),
    }
    return {**about(found.event), **times}


def _needed(given: dict[str, Any], name: str) -> str:
    if name not in given:
        raise InvalidInput.of(name, f"Required to {given['action']} an event.")
    return str(given[name])


def _event_id(given: dict[str, Any]) -> UUID:
    try:
        return UUID(_needed(given, "event"))
    except ValueError as error:
        raise CalendarNotFound("There is no such event.", fields={"event": ["There is no such event."]}) from error


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "add": _add, "change": _change, "remove": _remove, "list": _list, "conflicts": _conflicts,
    "calendars": _calendars, "create_calendar": _create, "import": _import, "export": _export,
}  # fmt: skip
