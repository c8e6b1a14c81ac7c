"""Make jobs by the clock: each due slot is one job, however many beats look."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jobs.errors import JobFailed, ScheduleRefused
from jobs.models import Schedule
from jobs.registry import handler_of, standing_schedules
from jobs.rules.slots import due_slots, problem_with, slots_after
from jobs.services.enqueue import enqueue_many
from project.lib.errors import DaimonError

AT_ONCE = 100


def schedule(
    *,
    name: str,
    kind: str,
    at: datetime,
    payload: Any = None,
    owner: Any = None,
    cron: str = "",
    interval_seconds: int | None = None,
    time_zone: str = "UTC",
    catch_up: str = Schedule.CatchUp.ONCE,
    priority: int | None = None,
    is_active: bool = True,
) -> Schedule:
    """Return the schedule of this name, made or changed; its next slot is the first after ``at`` unless its timing stayed."""
    checked = check_schedule(
        kind=kind, payload=payload, cron=cron, interval_seconds=interval_seconds, time_zone=time_zone, catch_up=catch_up
    )
    timing = {"cron": cron, "interval_seconds": interval_seconds, "time_zone": time_zone}
    wanted = {
        "kind": kind,
        "payload": checked,
        "owner": owner,
        "catch_up": catch_up,
        "is_active": is_active,
        "priority": handler_of(kind).policy.priority if priority is None else priority,
        **timing,
    }
    upcoming = next(slots_after(at, **timing))  # type: ignore[arg-type]
    with transaction.atomic():
        known, is_new = Schedule.objects.select_for_update().get_or_create(
            name=name, defaults={**wanted, "next_at": upcoming}
        )
        if is_new:
            return known
        has_new_timing = any(getattr(known, field) != value for field, value in timing.items())
        for field, value in wanted.items():
            setattr(known, field, value)
        if has_new_timing:
            known.next_at = upcoming
        known.save()
    return known


def ensure_standing(*, at: datetime) -> None:
    """Make the schedules that handlers declare and that are missing; those that exist stay as staff left them."""
    known = set(Schedule.objects.values_list("name", flat=True))
    for each in standing_schedules():
        if each.name not in known:
            schedule(name=each.name, kind=each.kind, at=at, cron=each.cron, catch_up=each.catch_up)


def check_schedule(
    *, kind: str, payload: Any, cron: str, interval_seconds: int | None, time_zone: str, catch_up: str
) -> dict[str, Any]:
    """Return the payload as it is stored; raises ScheduleRefused, UnknownKind or PayloadRefused naming the field."""
    problem = problem_with(cron=cron, interval_seconds=interval_seconds, time_zone=time_zone)
    if problem is not None:
        raise ScheduleRefused(problem[1], fields={problem[0]: [problem[1]]})
    if catch_up not in Schedule.CatchUp.values:
        raise ScheduleRefused(fields={"catch_up": ["Expected skip, once or all."]})
    return handler_of(kind).payload.checked(payload)


def fire_due(*, at: datetime) -> int:
    """Make the jobs of every slot that is due; returns how many were made. Rival beats skip each other's schedules."""
    fired = 0
    while True:
        with transaction.atomic():
            due = list(
                Schedule.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(is_active=True, next_at__lte=at)
                .order_by("next_at", "pk")[:AT_ONCE]
            )
            for each in due:
                fired += _fire(each, at)
        if len(due) < AT_ONCE:
            return fired


def _fire(each: Schedule, at: datetime) -> int:
    slots, upcoming = due_slots(
        each.next_at,
        at=at,
        catch_up=each.catch_up,
        cron=each.cron,
        interval_seconds=each.interval_seconds,
        time_zone=each.time_zone,
    )
    made = 0
    if slots:
        try:
            made = len(_jobs_for(each, slots))
        except (DaimonError, JobFailed):
            each.is_active = False  # its kind or payload is no longer known; staff sees it switched off
        each.last_slot_at = slots[-1]
    if upcoming is None:
        each.is_active = False
        each.next_at = at + timedelta(days=36_500)
    else:
        each.next_at = upcoming
    each.save(update_fields=["next_at", "last_slot_at", "is_active"])
    return made


def _jobs_for(each: Schedule, slots: list[datetime]) -> list[Any]:
    return enqueue_many(
        each.kind,
        [each.payload] * len(slots),
        keys=[f"schedule:{each.pk}:{slot.isoformat()}" for slot in slots],
        owner=each.owner,
        priority=each.priority,
        title=each.name if each.owner_id else "",
    )
