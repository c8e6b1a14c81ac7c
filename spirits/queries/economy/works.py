"""What the points of one answer were for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from project.lib.errors import NotFound
from spirits.models.budget import Reservation
from spirits.rules.economy.budgets import MILLION


@dataclass(frozen=True)
class CostLine:
    """Tokens at a price; ``points`` is exact, before the call's sum is rounded up."""

    part: str
    model: str
    tokens: int
    points_per_million: int
    points: str


@dataclass(frozen=True)
class Work:
    """The model calls of one answer, in order, and what they came to."""

    calls: list[tuple[Reservation, list[CostLine]]]
    points: int
    unpaid: int
    set_aside: int
    minion: str
    at: datetime


def work_of(user: User, work: UUID) -> Work:
    """The person's own work, by its answer or by one of its calls; NotFound otherwise."""
    mine = Q(work=work) | Q(run_id=work)
    calls = list(Reservation.objects.filter(mine, owner=user).select_related("minion").order_by("id"))
    if not calls:
        raise NotFound
    return Work(
        calls=[(each, [_line(line) for line in each.explanation]) for each in calls],
        points=sum(each.points or 0 for each in calls),
        unpaid=sum(each.unpaid_points for each in calls),
        set_aside=sum(each.upper_points for each in calls if each.state == Reservation.State.HELD),
        minion=calls[0].minion.name if calls[0].minion else "",
        at=calls[0].opened_at,
    )


def works_of_movements(transactions: list[UUID]) -> dict[UUID, UUID]:
    """For each movement that reserved or settled work, the work's id, in one query."""
    ids = Q(held__in=transactions) | Q(closed__in=transactions)
    found: dict[UUID, UUID] = {}
    for held, closed, work, run in Reservation.objects.filter(ids).values_list("held", "closed", "work", "run_id"):
        found |= {each: work or run for each in (held, closed) if each}
    return found


def _line(line: dict[str, object]) -> CostLine:
    whole, rest = divmod(int(str(line.get("millionths", 0))), MILLION)
    exact = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return CostLine(
        part=str(line.get("part", "")),
        model=str(line.get("model", "")),
        tokens=int(str(line.get("tokens", 0))),
        points_per_million=int(str(line.get("points_per_million", 0))),
        points=exact,
    )
