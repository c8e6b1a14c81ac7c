"""What a person logged about their health, and their medicines."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import MeasureNotFound, MedicationNotFound
from spirits.models import Dose, Measure, Medication, WellnessGoal


def measures_of(user: User, kind: str = "", *, since: datetime | None = None) -> QuerySet[Measure]:
    """The person's measures, newest first; of one kind, and since a moment, when those are given."""
    rows = Measure.objects.filter(owner=user).order_by("-at", "-id")
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(at__gte=since) if since else rows


def goals_of(user: User) -> QuerySet[WellnessGoal]:
    """The person's goals by kind."""
    return WellnessGoal.objects.filter(owner=user).order_by("kind", "id")


def medications_of(user: User, *, with_stopped: bool = False) -> QuerySet[Medication]:
    """The medicines the person takes, by name."""
    rows = Medication.objects.filter(owner=user).order_by("name", "id")
    return rows if with_stopped else rows.filter(stopped_at=None)


def medication_named(user: User, name: str) -> Medication:
    """The medicine in use of that name, whatever its letter case, or InvalidInput for "name"."""
    found = medications_of(user).filter(name__iexact=name).first()
    if found is None:
        raise InvalidInput.of("name", f"You take no medicine named {name[:60]!r}.")
    return found


def get_medication(user: User, medication_id: UUID) -> Medication:
    """One of the person's medicines, stopped ones too, or MedicationNotFound."""
    found = medications_of(user, with_stopped=True).filter(pk=medication_id).first()
    if found is None:
        raise MedicationNotFound
    return found


def get_measure(user: User, measure_id: UUID) -> Measure:
    """One of the person's measures, or MeasureNotFound."""
    found = measures_of(user).filter(pk=measure_id).first()
    if found is None:
        raise MeasureNotFound
    return found


def doses_of(user: User, *, since: datetime) -> QuerySet[Dose]:
    """What was due or taken since a moment, newest first, with the medicines."""
    rows = Dose.objects.filter(medication__owner=user).select_related("medication")
    return rows.filter(due_at__gte=since).order_by("-due_at", "-id") | rows.filter(due_at=None, at__gte=since)
