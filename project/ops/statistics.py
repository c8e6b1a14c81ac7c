"""The installation in figures: each app registers a section of its own, staff read them in the admin and over the API."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from project.ops.cache.copies import Copies

SECONDS_KEPT = 15  # however many dashboards are open, the database is asked this often
HOURS = (1, 24, 168, 720)


@dataclass(frozen=True)
class Figure:
    """One figure. ``value`` is None where nothing happened that could be measured; ``is_good`` marks what to look at."""

    name: str
    title: str
    value: float | None
    unit: str = ""
    detail: str = ""
    is_good: bool = True


@dataclass(frozen=True)
class Section:
    """The figures of one part of the site, read for a stretch of time."""

    name: str
    title: str
    read: Callable[[datetime, datetime], list[Figure]]


_sections: dict[str, Section] = {}
_copies: Copies[dict[str, Any]] = Copies("statistics", seconds=SECONDS_KEPT, is_costly=True)


def register(section: Section) -> None:
    """Add a section; they are shown in the order of registration."""
    _sections[section.name] = section


def statistics(*, hours: int, at: datetime) -> dict[str, Any]:
    """Every section over the last hours, at most fifteen seconds old."""
    found = _copies.get(str(hours), lambda: _read(hours, at))
    assert found is not None
    return found


def _read(hours: int, at: datetime) -> dict[str, Any]:
    since = at - timedelta(hours=hours)
    sections = [
        {"name": each.name, "title": each.title, "figures": [asdict(figure) for figure in each.read(since, at)]}
        for each in _sections.values()
    ]
    return {"hours": hours, "since": since.isoformat(), "until": at.isoformat(), "sections": sections}
