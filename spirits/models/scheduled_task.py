"""A prompt or a tool that runs later, once or by a rule."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.minion import Minion
from spirits.models.timetable import Timetable


class ScheduledTask(Timetable):
    """What is run, in whose name, and when next."""

    class State(models.TextChoices):
        """Where it stands."""

        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scheduled_tasks")
    name = models.CharField(max_length=120)
    # Without its minion a task could not run as it was meant.
    minion = models.ForeignKey(Minion, null=True, blank=True, on_delete=models.CASCADE, related_name="scheduled_tasks")
    tool = models.CharField(max_length=120, blank=True)
    arguments = models.JSONField(null=True, blank=True)
    prompt = models.TextField(max_length=10_000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_outcome = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(prompt="") & ~Q(tool="") & Q(arguments__isnull=False)) | (~Q(prompt="") & Q(tool="")),
                name="a_task_runs_a_tool_or_a_prompt",
            ),
            models.CheckConstraint(
                condition=Q(state="active", due_at__isnull=False) | ~Q(state="active"), name="an_active_task_is_due"
            ),
        ]
        indexes = [models.Index(fields=["owner", "due_at"], name="scheduled_tasks_by_due_time")]

    def __str__(self) -> str:
        return self.name
