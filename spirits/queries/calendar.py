"""The calendars a person has, and what happens in them when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import CalendarNotFound
from spirits.models import Calendar, CalendarEvent
from spirits.rules.recurrence import times_between

LONGEST_WINDOW = timedelta(days=400)
MOST_SHOWN = 5_000
Changed = set[tuple[UUID, str, datetime | None]]


@dataclass(frozen=True)
class Occurrence:
    """One time at which an event happens."""

    event: CalendarEvent
    starts_at: datetime
    ends_at: datetime


def calendars_of(user: User) -> QuerySet[Calendar]:
    """The person's calendars by name."""
    return Calendar.objects.filter(owner=user).order_by("name", "id")


def get_calendar(user: User, name_or_id: str | UUID) -> Calendar:
    """One of the person's calendars by its name or id, or CalendarNotFound."""
    wanted = Q(name=str(name_or_id))
    if isinstance(name_or_id, UUID):
        wanted = Q(pk=name_or_id)
    found = calendars_of(user).filter(wanted).first()
    if found is None:
        raise CalendarNotFound("You have no such calendar.")
    return found


def events_of(user: User) -> QuerySet[CalendarEvent]:
    """The person's events with their calendars, by start."""
    rows = CalendarEvent.objects.filter(calendar__owner=user).select_related("calendar")
    return rows.order_by("starts_at", "id")


def get_event(user: User, event_id: UUID) -> CalendarEvent:
    """One of the person's events, or CalendarNotFound."""
    found = events_of(user).filter(pk=event_id).first()
    if found is None:
        raise CalendarNotFound
    return found


def occurrences(
    user: User, *, since: datetime, until: datetime, calendars: Sequence[Calendar] | None = None
) -> list[Occurrence]:
    """What happens between the two moments, by start; at most 5,000 and over at most 400 days (InvalidInput)."""
    if until <= since:
        raise InvalidInput.of("until", "Must be later than the start.")
    if until - since > LONGEST_WINDOW:
        raise InvalidInput.of("until", f"At most {LONGEST_WINDOW.days} days after the start.")
    rows = events_of(user).filter(starts_at__lt=until).filter(~Q(rule="") | Q(ends_at__gt=since))
    if calendars is not None:
        rows = rows.filter(calendar__in=calendars)
    events = list(rows)
    changed = _changed(events)
    found = [each for event in events for each in _times_of(event, since, until, changed)]
    return sorted(found, key=lambda each: (each.starts_at, each.ends_at, each.event.pk))[:MOST_SHOWN]


def overlaps(found: Iterable[Occurrence]) -> list[tuple[Occurrence, Occurrence]]:
    """Each pair that shares a moment, by the later one's start; events of a whole day count like others."""
    pairs: list[tuple[Occurrence, Occurrence]] = []
    running: list[Occurrence] = []
    for each in sorted(found, key=lambda one: (one.starts_at, one.ends_at)):
        running = [other for other in running if other.ends_at > each.starts_at]
        pairs += [(other, each) for other in running]
        running.append(each)
    return pairs


def _changed(events: Iterable[CalendarEvent]) -> Changed:
    """The times of these series that were changed, also those moved out of the window."""
    series = [event for event in events if event.rule]
    if not series:
        return set()
    rows = CalendarEvent.objects.filter(
        calendar__in={event.calendar_id for event in series},
        uid__in={event.uid for event in series},
        original_at__isnull=False,
    )
    return set(rows.values_list("calendar_id", "uid", "original_at"))


def _times_of(event: CalendarEvent, since: datetime, until: datetime, changed: Changed) -> list[Occurrence]:
    if not event.rule:
        return [Occurrence(event, event.starts_at, event.ends_at)]
    length = event.ends_at - event.starts_at
    starts = times_between(
        event.starts_at,
        event.rule,
        event.zone,
        since=since - length,
        until=until,
        excluded=event.excluded,
        most=MOST_SHOWN,
    )
    return [
        Occurrence(event, start, start + length)
        for start in starts
        if start + length > since and (event.calendar_id, event.uid, start) not in changed
    ]
