"""How far a person has come: rank, experience, achievements. All of it follows from the events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at, xp_for_level
from spirits.models.progression import XpEvent
from spirits.queries.economy.access import xp_of
from spirits.rules.economy.achievements import ACHIEVEMENTS, Achievement, thresholds_of

# The events that stand, numbered within their kind: those that reach something, and the last, which says how many there are.
REACHED = """
SELECT kind, place, happened_at FROM (
    SELECT kind, happened_at, row_number() OVER (PARTITION BY kind ORDER BY happened_at, id) AS place,
        count(*) OVER (PARTITION BY kind) AS whole
    FROM spirits_xpevent e
    WHERE owner_id = %(owner)s AND kind = ANY(%(kinds)s)
        AND NOT EXISTS (SELECT 1 FROM spirits_xpevent u WHERE u.owner_id = e.owner_id AND u.source = 'undo:' || e.id)
) standing WHERE place = ANY(%(places)s) OR place = whole
"""
# As many as could reach something are counted, not more.
STANDING = """
SELECT count(*) FROM (
    SELECT 1 FROM spirits_xpevent e
    WHERE owner_id = %(owner)s AND kind = %(kind)s
        AND NOT EXISTS (SELECT 1 FROM spirits_xpevent u WHERE u.owner_id = e.owner_id AND u.source = 'undo:' || e.id)
    LIMIT %(most)s
) standing
"""


@dataclass(frozen=True)
class Reached:
    """An achievement, how far it is, and when it was reached."""

    achievement: Achievement
    done: int
    at: datetime | None


@dataclass(frozen=True)
class PersonalProgress:
    """Where a person stands and what they reached."""

    xp: int
    standing: Standing
    achievements: list[Reached]

    @property
    def next_xp(self) -> int:
        """The experience that the next level asks for."""
        return xp_for_level(self.standing.level + 1)

    @property
    def percent(self) -> int:
        """How much of the way to the next level is done."""
        begun = xp_for_level(self.standing.level)
        return (self.xp - begun) * 100 // (self.next_xp - begun)


def progress_of(user: User, *, at: datetime) -> PersonalProgress:
    """Read it from the events."""
    xp = xp_of(user, at=at)
    return PersonalProgress(xp, standing_at(xp), _achievements(user))


def events_of(user: User) -> QuerySet[XpEvent]:
    """What gave the person experience, newest first."""
    return XpEvent.objects.filter(owner=user).exclude(amount=0).select_related("minion_spirit__spirit", "tool")


def standing_events(owner: UUID, kind: str) -> int:
    """How many events of the kind stand, counted up to one more than any achievement asks for."""
    most = max(thresholds_of(kind), default=0) + 1
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"owner": owner, "kind": kind, "most": most})
        return int(cursor.fetchone()[0])


def _achievements(user: User) -> list[Reached]:
    given: dict[str, Any] = {
        "owner": user.pk,
        "kinds": sorted({each.kind for each in ACHIEVEMENTS}),
        "places": sorted({each.count for each in ACHIEVEMENTS}),
    }
    with connection.cursor() as cursor:
        cursor.execute(REACHED, given)
        rows = cursor.fetchall()
    moments = {(kind, place): at for kind, place, at in rows}
    done: dict[str, int] = {}
    for kind, place, _ in rows:
        done[kind] = max(place, done.get(kind, 0))
    return [
        Reached(each, min(done.get(each.kind, 0), each.count), moments.get((each.kind, each.count)))
        for each in ACHIEVEMENTS
    ]
