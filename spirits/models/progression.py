"""Experience: events that happened once, and what they add up to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.minion import MinionSpirit
from spirits.models.spirit import Tool


class XpKind(models.TextChoices):
    """What was achieved."""

    TOOL_RUN_SUCCEEDED = "tool_run_succeeded", "A tool did its work"
    TOOL_RUN_FAILED = "tool_run_failed", "A tool failed"
    TASK_COMPLETED = "task_completed", "A task was completed"
    ERROR_RESOLVED = "error_resolved", "An error was resolved"
    SPIRIT_LEVEL_UP = "spirit_level_up", "A spirit reached a new level"
    UNDONE = "undone", "Something was undone"


class Progress(models.Model):
    """A person's experience in total; moved by the trigger on the events alone, and recomputable from them."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="progress"
    )
    xp = models.BigIntegerField("XP", default=0)

    class Meta:
        ordering = ["owner"]
        verbose_name_plural = "progress"
        constraints = [models.CheckConstraint(condition=Q(xp__gte=0), name="experience_is_never_negative")]

    def __str__(self) -> str:
        return f"{self.xp} XP"


class XpEvent(models.Model):
    """Something that happened once and gave experience. ``source`` names it, so that nothing counts twice."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="xp_events")
    kind = models.CharField(max_length=20, choices=XpKind.choices)
    source = models.CharField(max_length=200)
    minion_spirit = models.ForeignKey(
        MinionSpirit, null=True, blank=True, on_delete=models.SET_NULL, related_name="xp_events"
    )
    tool = models.ForeignKey(Tool, null=True, blank=True, on_delete=models.SET_NULL, related_name="xp_events")
    amount = models.IntegerField(help_text="What the person gained; below zero when something was undone.")
    spirit_amount = models.IntegerField(default=0, help_text="What the spirit gained.")
    synergy_percent = models.SmallIntegerField(default=0, help_text="The net synergy that changed the spirit's gain.")
    total_after = models.BigIntegerField(null=True, editable=False)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "source"], name="an_event_gives_experience_once"),
            models.CheckConstraint(condition=Q(kind__in=XpKind.values), name="experience_has_a_known_kind"),
        ]
        indexes = [
            models.Index(fields=["owner", "happened_at", "id"], name="experience_of_owner_in_time"),
            models.Index(fields=["minion_spirit"], name="experience_of_minion_spirit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount:+}"


class ToolMastery(models.Model):
    """How often one minion's tool did its work, and how often it failed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    minion_spirit = models.ForeignKey(MinionSpirit, on_delete=models.CASCADE, related_name="masteries")
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="masteries")
    succeeded = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["minion_spirit", "tool"]
        constraints = [
            models.UniqueConstraint(fields=["minion_spirit", "tool"], name="a_tool_is_mastered_once_per_spirit"),
        ]

    def __str__(self) -> str:
        return f"{self.succeeded} of {self.succeeded + self.failed}"
