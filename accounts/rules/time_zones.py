"""Time zones people may choose."""

from functools import cache
from zoneinfo import available_timezones

UNLISTED = ("Etc/", "SystemV/", "posix/", "right/")


@cache
def time_zones() -> tuple[str, ...]:
    """Every named place zone and UTC, sorted."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(UNLISTED))
    return (*places, "UTC")
