"""Who may use which spirit, and why. Every door asks here; the decision is one SQL function."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at
from spirits.models.bundle import Bundle
from spirits.models.grant import Grant
from spirits.models.plan import Plan
from spirits.models.price import Price
from spirits.models.spirit import Spirit
from spirits.queries.economy.prices import price_of


@dataclass(frozen=True)
class Reason:
    """One reason to use a spirit: ``free``, ``plan``, or the source of a grant."""

    name: str
    source_id: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Access:
    """Whether somebody may use a spirit, and each reason why."""

    spirit_id: UUID
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        """Whether there is any reason."""
        return bool(self.reasons)

    @property
    def is_trial(self) -> bool:
        """Whether trial calls are the only reason, so that each use counts."""
        return self.is_open and all(reason.name == Grant.Source.TRIAL for reason in self.reasons)


def access_to(user: User, spirit_id: UUID, *, at: datetime) -> Access:
    """The person's access to one spirit at that moment."""
    return Access(spirit_id, tuple(_reasons(user.pk, at, [spirit_id]).get(spirit_id, ())))


def access_of(user: User, *, at: datetime, among: Sequence[UUID] | None = None) -> dict[UUID, Access]:
    """Every spirit (of those ``among``) that is open to the person at that moment, in one query."""
    return {spirit: Access(spirit, tuple(found)) for spirit, found in _reasons(user.pk, at, among).items()}


def open_among(user: User, spirits: Iterable[UUID], *, at: datetime) -> set[UUID]:
    """Those of the spirits that are open to the person at that moment."""
    return set(spirits) & access_of(user, at=at).keys()


def xp_of(user: User, *, at: datetime) -> int:
    """The person's experience at that moment."""
    return xp_of_person(user.pk, at=at)


def xp_of_person(person: UUID, *, at: datetime) -> int:
    """The same by the person's id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spirits_xp_at(%s, %s)", [person, at])
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Explanation:
    """Why somebody can or cannot use a spirit at a moment, what ended, and what would open it."""

    access: Access
    standing: Standing
    is_unlocked: bool
    price: Price | None
    ended: tuple[Grant, ...] = ()
    bundles: tuple[Bundle, ...] = field(default=())
    plans: tuple[Plan, ...] = field(default=())


def why(user: User, spirit: Spirit, *, at: datetime) -> Explanation:
    """Explain access: the reasons at that moment, grants that have ended or not begun, and the ways to get it."""
    access = access_to(user, spirit.pk, at=at)
    current = {reason.source_id for reason in access.reasons}
    grants = Grant.objects.filter(owner=user, spirit=spirit).order_by("-id")
    standing = standing_at(xp_of(user, at=at))
    return Explanation(
        access=access,
        standing=standing,
        is_unlocked=standing.reaches(spirit.unlock_rank, spirit.unlock_level),
        price=price_of(spirit, at=at),
        ended=tuple(grant for grant in grants if grant.pk not in current),
        bundles=tuple(Bundle.objects.live().filter(spirits=spirit).order_by("position", "pk")),
        plans=tuple(Plan.objects.live().filter(spirits=spirit).order_by("position", "pk")),
    )


def _reasons(person: UUID, at: datetime, among: Sequence[UUID] | None) -> dict[UUID, list[Reason]]:
    sql = """
        SELECT spirit_id, reason, source_id, starts_at, ends_at FROM spirits_access_among(%s, %s, %s::uuid[])
        ORDER BY reason, source_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [person, at, None if among is None else list(among)])
        rows = cursor.fetchall()
    found: dict[UUID, list[Reason]] = defaultdict(list)
    for spirit_id, *reason in rows:
        found[spirit_id].append(Reason(*reason))
    return found
