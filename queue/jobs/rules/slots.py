"""When a schedule is due: its slots are the same whoever computes them, and whenever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MOST_CAUGHT_UP = 10_000


def slots_after(moment: datetime, *, cron: str, interval_seconds: int | None, time_zone: str) -> Iterator[datetime]:
    """The slots strictly after ``moment``, in UTC; a cron line that never comes true yields none."""
    if interval_seconds is not None:
        step = timedelta(seconds=interval_seconds)
        slot = EPOCH + step * ((moment - EPOCH) // step + 1)
        while True:
            yield slot
            slot += step
    for local in CronSim(cron, moment.astimezone(ZoneInfo(time_zone))):
        yield local.astimezone(UTC)


def due_slots(
    first: datetime, *, at: datetime, catch_up: str, cron: str, interval_seconds: int | None, time_zone: str
) -> tuple[list[datetime], datetime | None]:
    """The slots to fire at ``at`` when ``first`` is the next one, and the one after them (None: never again).

    ``skip`` fires only the latest slot, and that only while its period lasts no longer than a minute ago; ``once`` fires
    the latest; ``all`` fires each, at most 10,000 at a time.
    """
    if first > at:
        return [], first
    following = slots_after(first, cron=cron, interval_seconds=interval_seconds, time_zone=time_zone)
    due, upcoming = [first], None
    for slot in islice(following, MOST_CAUGHT_UP):
        if slot > at:
            upcoming = slot
            break
        due.append(slot)
    else:
        upcoming = next(following, None) if len(due) > MOST_CAUGHT_UP else None
    if catch_up == "all":
        return due, upcoming
    if len(due) > MOST_CAUGHT_UP:
        upcoming = next(slots_after(at, cron=cron, interval_seconds=interval_seconds, time_zone=time_zone), None)
    latest = due[-1]
    if catch_up == "skip" and at - latest > timedelta(minutes=1):
        return [], upcoming
    return [latest], upcoming


def problem_with(*, cron: str, interval_seconds: int | None, time_zone: str) -> tuple[str, str] | None:
    """The field that makes no sense and why, or None."""
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        return "time_zone", f"There is no time zone {time_zone!r}."
    if bool(cron) == (interval_seconds is not None):
        return "cron", "Give either a cron line or an interval."
    if interval_seconds is not None:
        return ("interval_seconds", "Must be at least 1.") if interval_seconds < 1 else None
    try:
        next(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone)))
    except (CronSimError, StopIteration):
        return "cron", "Expected five parts (minute, hour, day, month, weekday) that can come true, like 30 7 * * 1-5."
    return None
