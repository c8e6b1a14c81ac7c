"""When something repeats: a careful subset of RFC 5545's RRULE, counted on the wall clock of a time zone."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from project.lib.errors import InvalidInput

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = {
    "FREQ": "|".join(FREQUENCIES),
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "BYDAY": r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": r"-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01]))*",
    "BYMONTH": r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "BYSETPOS": r"-?[1-9]\d?(,-?[1-9]\d?)*",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
LONGEST = 300
MOST = 5_000


def checked_rule(written: str) -> str:
    """The rule in capitals without a leading RRULE:, or InvalidInput for "rule" that says which part is wrong.

    That the rule ever comes true is not known yet: see ``recurrence_work.first_times``.
    """
    rule = written.strip().upper().removeprefix("RRULE:").strip(";")
    if len(rule) > LONGEST:
        raise InvalidInput.of("rule", f"At most {LONGEST} characters.")
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    for name, value in parts.items():
        if name not in PARTS:
            raise InvalidInput.of("rule", f"{name[:20] or 'An empty part'} is not supported; use {', '.join(PARTS)}.")
        if not re.fullmatch(PARTS[name], value):
            raise InvalidInput.of("rule", f"{name}={value[:40]} is not valid.")
    if "FREQ" not in parts:
        raise InvalidInput.of("rule", f"Needs FREQ, one of {', '.join(FREQUENCIES)}.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise InvalidInput.of("rule", "COUNT and UNTIL exclude each other.")
    is_ordinal = bool(re.search(r"[1-5]", parts.get("BYDAY", "")))
    if parts["FREQ"] in ("DAILY", "WEEKLY") and (is_ordinal or {"BYMONTHDAY", "BYSETPOS"} & parts.keys()):
        raise InvalidInput.of("rule", "Days of the month and BYSETPOS need FREQ=MONTHLY or YEARLY.")
    return rule


def in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a wall-clock time; an hour that the change of the clock leaves out comes an hour later."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def times(
    starts_at: datetime, rule: str, zone: ZoneInfo, *, after: datetime, excluded: Collection[datetime] = ()
) -> Iterator[datetime]:
    """The moments (UTC) at or after ``after`` at which it happens; the wall-clock time stays the same all year."""
    if not rule:
        if starts_at >= after:
            yield starts_at
        return
    from_local = (after.astimezone(zone) - timedelta(hours=3)).replace(tzinfo=None)
    for local in _series(starts_at, rule, zone).xafter(from_local, inc=True):
        moment = in_utc(local, zone)
        if moment >= after and moment not in excluded:
            yield moment


def times_between(
    starts_at: datetime,
    rule: str,
    zone: ZoneInfo,
    *,
    since: datetime,
    until: datetime,
    excluded: Collection[datetime] = (),
    most: int = MOST,
) -> list[datetime]:
    """The moments from ``since`` up to, not including, ``until``."""
    found: list[datetime] = []
    for moment in islice(times(starts_at, rule, zone, after=since, excluded=excluded), most):
        if moment >= until:
            break
        found.append(moment)
    return found


def next_time(starts_at: datetime, rule: str, zone: ZoneInfo, *, after: datetime) -> datetime | None:
    """The first moment later than ``after``, or None when there is none any more."""
    return next((each for each in times(starts_at, rule, zone, after=after) if each > after), None)


def _series(starts_at: datetime, rule: str, zone: ZoneInfo) -> rrule:
    """The rule on wall-clock times without a zone, its UNTIL brought onto the same clock."""
    start = starts_at.astimezone(zone).replace(tzinfo=None)

    def local_until(found: re.Match[str]) -> str:
        end = datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"UNTIL={end.astimezone(zone):%Y%m%dT%H%M%S}"

    rule = re.sub(r"UNTIL=(\d{8}T\d{6}Z)", local_until, rule)
    rule = re.sub(r"UNTIL=(\d{8})(?=;|$)", r"UNTIL=\1T235959", rule)
    series = rrulestr(rule, dtstart=start)
    assert isinstance(series, rrule), "one line is one rule"
    return series
