"""When something is due, read from a person's own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from project.lib.errors import InvalidInput
from project.lib.worker import WorkEnded, run_in_worker
from spirits.rules.recurrence import in_utc

WORK = "spirits.tools.integration.moments_work:read_moment"
SECONDS = 5.0
MEGABYTES = 256


@dataclass(frozen=True)
class Due:
    """When something is due, and the rule by which it repeats ("" for once)."""

    at: datetime
    rule: str


def read_when(phrase: str, zone: ZoneInfo, now: datetime) -> Due:
    """A phrase such as "tomorrow at 9" or "every weekday at 8:30"; InvalidInput for "when" where it is none."""
    base = now.astimezone(zone).replace(tzinfo=None)
    try:
        read = run_in_worker(WORK, (phrase, base.isoformat()), {}, seconds=SECONDS, megabytes=MEGABYTES)
    except WorkEnded as error:
        raise InvalidInput.of("when", "This is too twisted to be read as a time.") from error
    if read["seconds"] is not None:
        return Due(now + timedelta(seconds=read["seconds"]), "")
    return Due(in_utc(datetime.fromisoformat(read["at"]), zone), read["rule"] or "")
