"""meeting_planner: common free times over several calendars and time zones."""

from datetime import datetime, time, timedelta
from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.calendar import get_calendar, occurrences
from spirits.rules.free_slots import Participant, Slot, common_slots
from spirits.services.calendar import checked_zone
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.integration.moments import ZONE, moment, zone_for
from spirits.tools.schema import arguments, integer, many, record, text

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LONGEST_WINDOW = timedelta(days=62)
WHEN = "such as 2026-12-24T18:00"
BUSY = record("A time that is taken.", required="starts_at ends_at", starts_at=text(f"Start, {WHEN}.", most=40), ends_at=text("End.", most=40))  # fmt: skip
PERSON = record(
    "Somebody who takes part.",
    required="name",
    name=text("Their name.", most=80),
    time_zone=text("Their time zone, such as Asia/Tokyo; yours when left out.", most=64),
    works_from=text("Start of their working day on their clock.", most=5, pattern=CLOCK, default="09:00"),
    works_until=text("End of their working day.", most=5, pattern=CLOCK, default="17:00"),
    days=many("Their working days.", {"type": "string", "enum": DAYS}, most=7),
    calendars=many("Calendars of yours in which they are busy.", text("A calendar's name.", most=60), most=20),
    busy=many("Other times they are busy, on their clock.", BUSY, most=500),
)


@tool(
    "meeting_planner",
    "Finds times when everybody is free and at work, over several calendars and time zones, the most comfortable first.",
    arguments(
        required="minutes since until participants",
        minutes=integer("How long the meeting is.", 5, 720),
        since=text(f"Not before, {WHEN}.", most=40),
        until=text("Not after.", most=40),
        participants=many("Who takes part.", PERSON, most=30),
        step=integer("Minutes between possible starts.", 5, 120, default=30),
        results=integer("How many times to give.", 1, 50, default=5),
        time_zone=ZONE,
    ),
    returns={
        "type": "object",
        "properties": {
            "slots": {"type": "array", "items": {"type": "object", "properties": {"starts_at": {"type": "string"}, "ends_at": {"type": "string"}, "comfort": {"type": "number"}, "local": {"type": "object"}}}},
            "total": {"type": "integer"},
        },
        "required": ["slots", "total"],
    },
    budget=Budget(seconds=15, megabytes=256, results=50),
    example={
        "minutes": 60, "since": "2026-12-01T00:00", "until": "2026-12-03T00:00", "time_zone": "Europe/Berlin",
        "participants": [
            {"name": "Ann", "time_zone": "Europe/Berlin", "busy": [{"starts_at": "2026-12-01T15:00", "ends_at": "2026-12-01T17:00"}]},
            {"name": "Bob", "time_zone": "America/New_York"},
        ],
    },
)  # fmt: skip
def meeting_planner(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The best times, with everybody's local time."""
    zone = zone_for(context, arguments)
    since, until = moment(arguments, "since", zone), moment(arguments, "until", zone)
    if until <= since:
        raise InvalidInput.of("until", "Must be later than the start.")
    if until - since > LONGEST_WINDOW:
        raise InvalidInput.of("until", f"At most {LONGEST_WINDOW.days} days after the start.")
    people = [
        _participant(context, number, each, str(zone), since, until)
        for number, each in enumerate(arguments["participants"])
    ]
    slots = common_slots(
        people,
        since=since,
        until=until,
        length=timedelta(minutes=arguments["minutes"]),
        step=timedelta(minutes=arguments["step"]),
    )
    best = slots[: min(arguments["results"], context.budget.results)]
    lines = [_line(slot, people) for slot in best]
    nothing = (
        "There is no time at which everybody is free and at work. Try a longer window, shorter meeting or wider hours."
    )
    return ToolResult(
        {"slots": [_data(slot, people) for slot in best], "total": len(slots)}, "\n".join(lines) or nothing
    )


def _participant(
    context: Context, number: int, given: dict[str, Any], home: str, since: datetime, until: datetime
) -> Participant:
    place = f"participants.{number}"
    try:
        zone = checked_zone(given.get("time_zone", home))
    except InvalidInput as error:
        raise InvalidInput.of(f"{place}.time_zone", error.message) from error
    busy = []
    for index, each in enumerate(given.get("busy", [])):
        start, end = moment(each, "starts_at", zone), moment(each, "ends_at", zone)
        if end <= start:
            raise InvalidInput.of(f"{place}.busy.{index}.ends_at", "Must be later than the start.")
        busy.append((start, end))
    if "calendars" in given:
        named = [get_calendar(context.user, name) for name in given["calendars"]]
        found = occurrences(context.user, since=since, until=until, calendars=named)
        busy += [(each.starts_at, each.ends_at) for each in found]
    return Participant(
        name=given["name"],
        zone=zone,
        works_from=time.fromisoformat(given.get("works_from", "09:00")),
        works_until=time.fromisoformat(given.get("works_until", "17:00")),
        days=frozenset(DAYS.index(day) for day in given.get("days", DAYS[:5])),
        busy=busy,
    )


def _local(slot: Slot, person: Participant) -> str:
    return f"{slot.starts_at.astimezone(person.zone):%a %Y-%m-%d %H:%M}"


def _line(slot: Slot, people: list[Participant]) -> str:
    return "; ".join(f"{each.name} {_local(slot, each)}" for each in people)


def _data(slot: Slot, people: list[Participant]) -> dict[str, Any]:
    return {
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
        "comfort": round(slot.comfort, 2),
        "local": {each.name: _local(slot, each) for each in people},
    }
