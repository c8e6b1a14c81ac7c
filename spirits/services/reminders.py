"""The verbs of reminders. Each waiting one has a job that is due when it is, so a restart loses none."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from accounts.notices import notice_kind
from accounts.services.notifications import notify
from jobs.services.enqueue import enqueue
from project.lib.errors import InvalidInput
from spirits.errors import ReminderOver
from spirits.models import Reminder
from spirits.queries.timetables import get_reminder, reminders_of
from spirits.rules.recurrence import next_time
from spirits.services.calendar import rules_that_come

MOST_WAITING = 1_000
LONGEST_SNOOZE = timedelta(days=31)
REMINDERS = notice_kind("reminder", "Reminders", by_default=("email", "push"), is_urgent=True)


def set_reminder(
    *,
    user: User,
    text: str,
    due_at: datetime,
    zone: ZoneInfo,
    now: datetime,
    rule: str = "",
    conversation_id: UUID | None = None,
) -> Reminder:
    """A reminder for ``due_at``, repeating by ``rule`` on the zone's wall clock when one is given."""
    if due_at <= now:
        raise InvalidInput.of("when", "That has passed.")
    if reminders_of(user).filter(state=Reminder.State.WAITING).count() >= MOST_WAITING:
        raise InvalidInput.of("text", f"You have {MOST_WAITING:,} waiting reminders, and that is the most.")
    rule = rules_that_come([(rule, due_at, zone)])[0]
    with transaction.atomic():
        reminder = Reminder.objects.create(
            owner=user,
            text=text,
            starts_at=due_at,
            due_at=due_at,
            rule=rule,
            time_zone=str(zone),
            conversation_id=conversation_id,
            created_at=now,
        )
        _wait(reminder)
    return reminder


@transaction.atomic
def snooze_reminder(*, user: User, reminder_id: UUID, until: datetime, now: datetime) -> Reminder:
    """Remind again at ``until``: a delivered one once more, a waiting one later. A series goes on as it was."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise InvalidInput.of("until", f"Expected a time within the next {LONGEST_SNOOZE.days} days.")
    reminder = _locked(user, reminder_id)
    if reminder.state == Reminder.State.CANCELLED:
        raise ReminderOver
    reminder.state, reminder.due_at = Reminder.State.WAITING, until
    reminder.version += 1
    reminder.save(update_fields=["state", "due_at", "version"])
    _wait(reminder)
    return reminder


@transaction.atomic
def cancel_reminder(*, user: User, reminder_id: UUID) -> Reminder:
    """The reminder, which comes no more; cancelling again changes nothing."""
    reminder = _locked(user, reminder_id)
    if reminder.state == Reminder.State.DONE:
        raise ReminderOver("This reminder was delivered; there is nothing to cancel.")
    reminder.state, reminder.due_at = Reminder.State.CANCELLED, None
    reminder.save(update_fields=["state", "due_at"])
    return reminder


@transaction.atomic
def deliver_reminder(*, reminder_id: UUID, version: int, now: datetime) -> bool:
    """Tell the person, and make the next one of a series; False when this time was done, moved or cancelled."""
    waiting = Reminder.objects.select_for_update(of=("self",)).select_related("owner")
    reminder = waiting.filter(pk=reminder_id, version=version, state=Reminder.State.WAITING).first()
    if reminder is None:
        return False
    notify(
        user=reminder.owner,
        kind=REMINDERS,
        title=reminder.text[:200],
        body=reminder.text if len(reminder.text) > 200 else "",
        link="/reminders/",
        key=reminder.key_of_time(),
        at=now,
    )
    reminder.last_delivered_at = now
    upcoming = next_time(reminder.starts_at, reminder.rule, reminder.zone, after=now) if reminder.rule else None
    reminder.state = Reminder.State.WAITING if upcoming else Reminder.State.DONE
    reminder.due_at = upcoming
    reminder.version += 1
    reminder.save(update_fields=["state", "due_at", "version", "last_delivered_at"])
    if upcoming:
        _wait(reminder)
    return True


def _locked(user: User, reminder_id: UUID) -> Reminder:
    get_reminder(user, reminder_id)
    return Reminder.objects.select_for_update().get(pk=reminder_id)


def _wait(reminder: Reminder) -> None:
    enqueue(
        "spirits.deliver_reminder",
        {"reminder_id": str(reminder.pk), "version": reminder.version},
        key=reminder.key_of_time(),
        run_at=reminder.due_at,
    )
