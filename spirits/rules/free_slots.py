"""When several people could meet: free of other events, within everybody's working hours, the most comfortable first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from spirits.rules.recurrence import in_utc

Interval = tuple[datetime, datetime]
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True)
class Participant:
    """One person's working day, on their own wall clock, and the times they are busy (UTC, half-open)."""

    name: str
    zone: ZoneInfo
    works_from: time = time(9)
    works_until: time = time(17)
    days: frozenset[int] = MONDAY_TO_FRIDAY
    busy: Sequence[Interval] = field(default=())


@dataclass(frozen=True)
class Slot:
    """A time that suits all. ``comfort`` is 1 in the middle of everybody's day and 0 at the edge of somebody's."""

    starts_at: datetime
    ends_at: datetime
    comfort: float


def common_slots(
    participants: Sequence[Participant], *, since: datetime, until: datetime, length: timedelta, step: timedelta
) -> list[Slot]:
    """Every slot of that length on the step's raster, best first: by comfort in tenths, then the earlier one."""
    free = [(since, until)]
    for each in participants:
        free = _both(free, _without(working_hours(each, since, until), each.busy))
    slots = [
        Slot(start, start + length, _comfort(participants, start, start + length))
        for begin, end in free
        for start in _raster(begin, end - length, step)
    ]
    return sorted(slots, key=lambda slot: (-round(slot.comfort, 1), slot.starts_at))


def working_hours(person: Participant, since: datetime, until: datetime) -> list[Interval]:
    """The person's working days between the two moments; a day that ends before it starts crosses midnight."""
    day = since.astimezone(person.zone).date() - timedelta(days=1)
    last = until.astimezone(person.zone).date()
    found = []
    while day <= last:
        if day.weekday() in person.days:
            over = timedelta(days=person.works_until <= person.works_from)
            begin = in_utc(datetime.combine(day, person.works_from), person.zone)
            end = in_utc(datetime.combine(day + over, person.works_until), person.zone)
            if begin < until and end > since:
                found.append((max(begin, since), min(end, until)))
        day += timedelta(days=1)
    return found


def _without(spans: Iterable[Interval], busy: Iterable[Interval]) -> list[Interval]:
    taken = sorted(busy)
    left: list[Interval] = []
    for start, end in spans:
        begin = start
        for taken_from, taken_until in taken:
            if taken_until <= begin or taken_from >= end:
                continue
            if taken_from > begin:
                left.append((begin, taken_from))
            begin = max(begin, taken_until)
        if begin < end:
            left.append((begin, end))
    return left


def _both(one: Iterable[Interval], other: Iterable[Interval]) -> list[Interval]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted({(start, end) for start, end in pairs if start < end})


def _raster(first: datetime, last: datetime, step: timedelta) -> list[datetime]:
    """The moments from ``first`` to ``last`` that lie on whole steps since midnight UTC."""
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight + -(-(first - midnight) // step) * step
    return [start + number * step for number in range(int((last - start) / step) + 1)] if start <= last else []


def _comfort(participants: Sequence[Participant], start: datetime, end: datetime) -> float:
    return min((_ease(each, start, end) for each in participants), default=1.0)


def _ease(person: Participant, start: datetime, end: datetime) -> float:
    middle = start + (end - start) / 2
    hours = working_hours(person, middle - timedelta(days=1), middle + timedelta(days=1))
    begin, finish = next((span for span in hours if span[0] <= middle < span[1]), (start, end))
    half = (finish - begin) / 2
    return max(0.0, 1 - abs((middle - begin - half) / half)) if half else 1.0
