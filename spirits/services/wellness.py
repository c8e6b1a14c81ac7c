"""Log measures and set goals."""

from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import MeasureNotFound
from spirits.models import Measure, WellnessGoal
from spirits.queries.health import measures_of
from spirits.rules.wellness import KINDS, kept_value

MOST = 100_000


def log_measure(
    *,
    user: User,
    kind: str,
    value: float,
    unit: str,
    at: datetime,
    now: datetime,
    second: float | None = None,
    note: str = "",
) -> Measure:
    """The logged measure in its kind's unit; a blood pressure needs its second, lower value."""
    if at > now + timedelta(minutes=5):
        raise InvalidInput.of("at", "That is yet to come.")
    if (kind == "blood_pressure") != (second is not None):
        raise InvalidInput.of("second", "A blood pressure has two values, everything else one.")
    kept = kept_value(kind, value, unit)
    lower = kept_value(kind, second, unit, field="second") if second is not None else None
    if lower is not None and lower >= kept:
        raise InvalidInput.of("second", "The second value is the lower one.")
    if measures_of(user).count() >= MOST:
        raise InvalidInput.of("value", f"You have logged {MOST:,} values, and that is the most.")
    return Measure.objects.create(owner=user, kind=kind, value=kept, second=lower, note=note, at=at)


def remove_measure(*, user: User, measure_id: UUID) -> None:
    """Take a logged value out again."""
    if not measures_of(user).filter(pk=measure_id).delete()[0]:
        raise MeasureNotFound


def set_goal(*, user: User, kind: str, target: float, unit: str, until: date | None, now: datetime) -> WellnessGoal:
    """What the measure should come to; a new goal takes the old one's place."""
    kept = kept_value(kind, target, unit or KINDS[kind].unit, field="target")
    goal, _ = WellnessGoal.objects.update_or_create(
        owner=user, kind=kind, defaults={"target": kept, "until": until, "created_at": now}
    )
    return goal
