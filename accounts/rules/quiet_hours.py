"""When a person is not to be disturbed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_end(at: datetime, *, quiet_from: time | None, quiet_until: time | None, zone: ZoneInfo) -> datetime:
    """``at`` itself outside the quiet hours, else the moment they end; the hours may cross midnight.

    Wall-clock times of the zone: a night with a change of the clock is an hour longer or shorter.
    """
    if quiet_from is None or quiet_until is None:
        return at
    local = at.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        begin = datetime.combine(day, quiet_from, zone)
        last = day if quiet_from < quiet_until else day + timedelta(days=1)
        end = datetime.combine(last, quiet_until, zone)
        if begin.astimezone(at.tzinfo) <= at < end.astimezone(at.tzinfo):
            return end.astimezone(at.tzinfo)
    return at
