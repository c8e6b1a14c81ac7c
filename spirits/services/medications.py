"""The verbs of medicines. A scheduled medicine has a job that is due when its next dose is, so a restart loses none."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.notices import notice_kind
from accounts.services.notifications import notify
from jobs.services.enqueue import enqueue
from project.lib.errors import Conflict, InvalidInput
from spirits.models import Dose, Medication
from spirits.queries.health import medication_named, medications_of
from spirits.rules.doses import GRACE, may_take, next_dose

MOST = 100
MEDICINES = notice_kind("medicine", "Medicines", by_default=("email", "push"), is_urgent=True)
State = Dose.State


class TooSoon(Conflict):
    """A medicine taken as needed would go over its limit."""

    code = "dose_too_soon"


@transaction.atomic
def add_medication(
    *,
    user: User,
    name: str,
    dose: str,
    zone: ZoneInfo,
    now: datetime,
    times: Sequence[time] = (),
    most_a_day: int | None = None,
    least_hours_between: float | None = None,
    instructions: str = "",
    ends_at: datetime | None = None,
) -> Medication:
    """A medicine taken at these times of day, or as needed within its limits."""
    if bool(times) == bool(most_a_day):
        raise InvalidInput.of("times", "Give the times of day, or most_a_day for a medicine taken as needed.")
    if medications_of(user).count() >= MOST:
        raise InvalidInput.of("name", f"You have {MOST} medicines, and that is the most.")
    try:
        with transaction.atomic():
            medication = Medication.objects.create(
                owner=user,
                name=name,
                dose=dose,
                times=sorted(set(times)),
                time_zone=str(zone),
                most_a_day=most_a_day,
                least_hours_between=least_hours_between,
                instructions=instructions,
                ends_at=ends_at,
                created_at=now,
            )
    except IntegrityError as error:
        raise InvalidInput.of("name", f"You take a medicine named {name!r} already.") from error
    if times:
        _plan(medication, now)
    return medication


@transaction.atomic
def stop_medication(*, user: User, name: str, now: datetime) -> Medication:
    """The medicine, of which no reminder comes any more; its record stays."""
    medication = _locked(user, name)
    medication.stopped_at, medication.next_due_at = now, None
    medication.version += 1
    medication.save(update_fields=["stopped_at", "next_due_at", "version"])
    return medication


@transaction.atomic
def remind_dose(*, medication_id: UUID, version: int, now: datetime) -> bool:
    """Tell the person that a dose is due, mark older unanswered ones as missed, and plan the next; once for each time."""
    rows = Medication.objects.select_for_update(of=("self",)).select_related("owner")
    medication = rows.filter(pk=medication_id, version=version, stopped_at=None).first()
    if medication is None or medication.next_due_at is None:
        return False
    mark_missed(medication, now)
    due_at = medication.next_due_at
    Dose.objects.get_or_create(medication=medication, due_at=due_at, defaults={"state": State.DUE})
    notify(
        user=medication.owner,
        kind=MEDICINES,
        title=f"{medication.name}: {medication.dose}",
        body=medication.instructions,
        key=f"dose:{medication.pk}:{due_at.isoformat()}",
        at=now,
    )
    _plan(medication, max(now, due_at))
    return True


@transaction.atomic
def record_dose(*, user: User, name: str, is_taken: bool, now: datetime) -> Dose:
    """The dose that was due last, taken or skipped; as needed a further one, or TooSoon with the time it may be taken."""
    medication = _locked(user, name)
    mark_missed(medication, now)
    if not medication.times:
        return _taken_as_needed(medication, is_taken, now)
    due = medication.doses.filter(state=State.DUE).order_by("-due_at").first()
    if due is None:
        if not is_taken:
            raise InvalidInput.of("name", "No dose of it is due now.")
        return Dose.objects.create(medication=medication, state=State.TAKEN, at=now)
    due.state, due.at = (State.TAKEN if is_taken else State.SKIPPED), now
    due.save(update_fields=["state", "at"])
    return due


def mark_missed(medication: Medication, now: datetime) -> int:
    """How many doses nobody answered within the grace are missed from now on."""
    return medication.doses.filter(state=State.DUE, due_at__lt=now - GRACE).update(state=State.MISSED)


def _taken_as_needed(medication: Medication, is_taken: bool, now: datetime) -> Dose:
    if not is_taken:
        raise InvalidInput.of("name", "It is taken as needed; there is nothing to skip.")
    taken = list(medication.doses.filter(state=State.TAKEN).order_by("-at").values_list("at", flat=True)[:50])
    is_fine, again_at = may_take(
        [at for at in taken if at],
        now=now,
        most_a_day=medication.most_a_day,
        least_hours_between=medication.least_hours_between,
    )
    if not is_fine:
        assert again_at is not None
        local = again_at.astimezone(ZoneInfo(medication.time_zone))
        raise TooSoon(
            f"{medication.name} may be taken again from {local:%Y-%m-%d %H:%M} on; ask a doctor or pharmacist before taking more."
        )
    return Dose.objects.create(medication=medication, state=State.TAKEN, at=now)


def _plan(medication: Medication, after: datetime) -> None:
    upcoming: datetime | None = next_dose(medication.times, ZoneInfo(medication.time_zone), after=after)
    if medication.ends_at and upcoming and upcoming >= medication.ends_at:
        upcoming = None
    medication.next_due_at = upcoming
    medication.version += 1
    medication.save(update_fields=["next_due_at", "version"])
    if upcoming:
        enqueue(
            "spirits.remind_dose",
            {"medication_id": str(medication.pk), "version": medication.version},
            key=f"dose:{medication.pk}:{medication.version}",
            run_at=upcoming,
        )


def _locked(user: User, name: str) -> Medication:
    return Medication.objects.select_for_update().get(pk=medication_named(user, name).pk)
