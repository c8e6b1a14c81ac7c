"""The verbs of calendars: each is one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries.notifications import zone_of
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from project.lib.worker import OutOfTime, run_in_worker
from spirits.errors import CalendarTaken
from spirits.models import Calendar, CalendarEvent
from spirits.queries.calendar import calendars_of, get_calendar, get_event
from spirits.rules.recurrence import checked_rule

MOST_CALENDARS = 30
MOST_EVENTS = 10_000
FIRST = "Personal"
CHANGEABLE = ("title", "description", "location", "starts_at", "ends_at", "is_all_day", "time_zone", "rule")
CHECK_SECONDS = 3.0
MEGABYTES = 256


@transaction.atomic
def create_calendar(*, user: User, name: str, time_zone: str = "", now: datetime) -> Calendar:
    """A new, empty calendar; without a zone in the person's own. CalendarTaken where the name is in use."""
    if calendars_of(user).count() >= MOST_CALENDARS:
        raise InvalidInput.of("name", f"You have {MOST_CALENDARS} calendars, and that is the most.")
    zone = checked_zone(time_zone) if time_zone else zone_of(user)
    try:
        with transaction.atomic():
            return Calendar.objects.create(owner=user, name=name, time_zone=str(zone), created_at=now)
    except IntegrityError as error:
        raise CalendarTaken(f"You have a calendar named {name!r}.", fields={"name": ["Taken."]}) from error


def delete_calendar(*, user: User, calendar_id: UUID) -> None:
    """Delete one of the person's calendars with its events, for good."""
    get_calendar(user, calendar_id).delete()


def calendar_to_use(*, user: User, name: str, now: datetime) -> Calendar:
    """The calendar of that name; without a name the person's first, which is made when they have none."""
    if name:
        return get_calendar(user, name)
    return calendars_of(user).order_by("id").first() or create_calendar(user=user, name=FIRST, now=now)


def add_event(
    *,
    calendar: Calendar,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    is_all_day: bool = False,
    time_zone: str = "",
    rule: str = "",
    description: str = "",
    location: str = "",
) -> CalendarEvent:
    """A new event; a rule is checked for ever coming true. InvalidInput names what is wrong."""
    if CalendarEvent.objects.filter(calendar__owner_id=calendar.owner_id).count() >= MOST_EVENTS:
        raise InvalidInput.of("title", f"You have {MOST_EVENTS:,} events, and that is the most.")
    zone = checked_zone(time_zone) if time_zone else ZoneInfo(calendar.time_zone)
    check_span(starts_at, ends_at)
    return CalendarEvent.objects.create(
        calendar=calendar,
        uid=f"{uuid7()}@daimon",
        title=title,
        description=description,
        location=location,
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=is_all_day,
        time_zone=str(zone),
        rule=rules_that_come([(rule, starts_at, zone)])[0],
        created_at=now,
        updated_at=now,
    )


@transaction.atomic
def change_event(*, user: User, event_id: UUID, changes: Mapping[str, Any], now: datetime) -> CalendarEvent:
    """The event with other values for some of ``CHANGEABLE``; moving its start alone keeps its length."""
    get_event(user, event_id)
    event = CalendarEvent.objects.select_for_update().get(pk=event_id)
    length = event.ends_at - event.starts_at
    for name in CHANGEABLE:
        if name in changes:
            setattr(event, name, changes[name])
    if "starts_at" in changes and "ends_at" not in changes:
        event.ends_at = event.starts_at + length
    check_span(event.starts_at, event.ends_at)
    event.time_zone = str(checked_zone(event.time_zone))
    if event.original_at is not None and event.rule:
        raise InvalidInput.of("rule", "One time of a series cannot repeat by itself.")
    event.rule = rules_that_come([(event.rule, event.starts_at, event.zone)])[0]
    event.updated_at = now
    event.save()
    return event


@transaction.atomic
def remove_event(*, user: User, event_id: UUID, only_at: datetime | None = None, now: datetime) -> None:
    """Remove an event with all its times, or with ``only_at`` that one time of a series."""
    get_event(user, event_id)
    event = CalendarEvent.objects.select_for_update().get(pk=event_id)
    if only_at is not None and event.rule:
        event.excluded = sorted({*event.excluded, only_at})
        event.updated_at = now
        event.save(update_fields=["excluded", "updated_at"])
        return
    if event.original_at is None:
        CalendarEvent.objects.filter(calendar=event.calendar, uid=event.uid).delete()
    else:
        event.delete()


def import_events(*, calendar: Calendar, events: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, int]:
    """How many events were added and how many changed; the same UID is the same event. All or none."""
    for number, each in enumerate(events, 1):
        try:
            check_span(each["starts_at"], each["ends_at"])
            checked_zone(each["time_zone"])
        except InvalidInput as error:
            raise InvalidInput.of("content", f"Event {number} ({each['title'][:40]}): {error.message}") from error
    rules = rules_that_come([(each["rule"], each["starts_at"], ZoneInfo(each["time_zone"])) for each in events])
    with transaction.atomic():
        calendars_of(calendar.owner).select_for_update().get(pk=calendar.pk)
        known = CalendarEvent.objects.filter(calendar__owner_id=calendar.owner_id).count()
        added = sum(_imported(calendar, each, rule, now) for each, rule in zip(events, rules, strict=True))
        if known + added > MOST_EVENTS:
            raise InvalidInput.of("content", f"With these you would have more than {MOST_EVENTS:,} events.")
    return {"added": added, "changed": len(events) - added}


def _imported(calendar: Calendar, given: Mapping[str, Any], rule: str, now: datetime) -> bool:
    """Whether the event is new."""
    values = {**given, "rule": rule, "updated_at": now}
    _, is_new = CalendarEvent.objects.update_or_create(
        calendar=calendar,
        uid=given["uid"],
        original_at=given["original_at"],
        defaults=values,
        create_defaults={**values, "created_at": now},
    )
    return is_new


def checked_zone(name: str) -> ZoneInfo:
    """The zone of that name, or InvalidInput for "time_zone"."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput.of("time_zone", "This is no time zone of the tz database, such as Europe/Berlin.") from error


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Raise InvalidInput for "ends_at" unless the end is later than the start, by at most a year."""
    if ends_at <= starts_at:
        raise InvalidInput.of("ends_at", "Must be later than the start.")
    if (ends_at - starts_at).days > 366:
        raise InvalidInput.of("ends_at", "At most a year after the start.")


def rules_that_come(given: Sequence[tuple[str, datetime, ZoneInfo]]) -> list[str]:
    """The rules as they are stored, "" for none; InvalidInput for "rule" when one is malformed or never comes true."""
    rules = [checked_rule(rule) if rule else "" for rule, _, _ in given]
    asked = [(start.isoformat(), rule, str(zone)) for rule, (_, start, zone) in zip(rules, given, strict=True) if rule]
    if asked:
        try:
            never = run_in_worker(
                "spirits.rules.recurrence_work:never_coming", (asked,), {}, seconds=CHECK_SECONDS, megabytes=MEGABYTES
            )
        except OutOfTime:
            never = [""]
        if never:
            raise InvalidInput.of(
                "rule", f"This never comes true: {never[0]}" if never[0] else "This never comes true."
            )
    return rules
