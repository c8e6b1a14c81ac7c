"""The reminders and scheduled tasks a person has."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from spirits.errors import ReminderNotFound, ScheduledTaskNotFound
from spirits.models import Reminder, ScheduledTask


def reminders_of(user: User) -> QuerySet[Reminder]:
    """The person's reminders, newest first."""
    return Reminder.objects.filter(owner=user).order_by("-id")


def get_reminder(user: User, reminder_id: UUID) -> Reminder:
    """One of the person's reminders, or ReminderNotFound."""
    found = reminders_of(user).filter(pk=reminder_id).first()
    if found is None:
        raise ReminderNotFound
    return found


def scheduled_tasks_of(user: User) -> QuerySet[ScheduledTask]:
    """The person's scheduled tasks with their minions, newest first."""
    return ScheduledTask.objects.filter(owner=user).select_related("minion").order_by("-id")


def get_scheduled_task(user: User, task_id: UUID) -> ScheduledTask:
    """One of the person's scheduled tasks, or ScheduledTaskNotFound."""
    found = scheduled_tasks_of(user).filter(pk=task_id).first()
    if found is None:
        raise ScheduledTaskNotFound
    return found
