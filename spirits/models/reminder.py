"""What a person wants to be told at a time."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.timetable import Timetable


class Reminder(Timetable):
    """One reminder; a repeating one waits for its next time after each."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Waiting"
        DONE = "done", "Delivered"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    text = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    last_delivered_at = models.DateTimeField(null=True, blank=True)
    conversation_id = models.UUIDField(null=True, blank=True, help_text="Where it was asked for.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_reminder_says_something"),
            models.CheckConstraint(
                condition=(Q(state="waiting") & Q(due_at__isnull=False))
                | (~Q(state="waiting") & Q(due_at__isnull=True)),
                name="only_a_waiting_reminder_is_due",
            ),
        ]
        indexes = [models.Index(fields=["owner", "due_at"], name="reminders_by_due_time")]

    def __str__(self) -> str:
        return self.text
