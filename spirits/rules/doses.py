"""When a medicine is due, and whether one taken as needed may be taken now."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from spirits.rules.recurrence import in_utc

GRACE = timedelta(hours=3)  # a dose nobody answered for that long counts as missed


def next_dose(times: Sequence[time], zone: ZoneInfo, *, after: datetime) -> datetime:
    """The first time of day on the zone's wall clock that comes after ``after``; there must be one."""
    day = after.astimezone(zone).date()
    moments = (
        in_utc(datetime.combine(day + timedelta(days=ahead), clock), zone)
        for ahead in range(3)
        for clock in sorted(times)
    )
    return next(moment for moment in moments if moment > after)


def may_take(
    taken: Sequence[datetime], *, now: datetime, most_a_day: int | None, least_hours_between: float | None
) -> tuple[bool, datetime | None]:
    """Whether one more is within the limits now, and if not, from when on it is; a day is the last 24 hours."""
    waits = []
    lately = sorted(at for at in taken if at > now - timedelta(days=1))
    if most_a_day is not None and len(lately) >= most_a_day:
        waits.append(lately[-most_a_day] + timedelta(days=1))
    if least_hours_between is not None and lately:
        waits.append(lately[-1] + timedelta(hours=least_hours_between))
    latest = max(waits, default=now)
    return latest <= now, latest if latest > now else None
