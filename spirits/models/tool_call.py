"""Each use of a tool, from the request to its result: the audit trail, and what makes a repeated request harmless."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.minion import Minion
from spirits.models.spirit import Spirit
from spirits.rules.made_files import MadeFile, made_files


class ToolCall(models.Model):
    """One call. Conversations and runs are known here by id only: they belong to an app above this one."""

    class State(models.TextChoices):
        """Where a call stands; the last four are final."""

        WAITING = "waiting", "Waits for approval"
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"
        DENIED = "denied", "Denied"
        CANCELLED = "cancelled", "Stopped"

    class Door(models.TextChoices):
        """Where the request came in."""

        CHAT = "chat", "Conversation"
        API = "api", "API"
        PAGE = "page", "Page"
        MCP = "mcp", "MCP"
        JOB = "job", "Job"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tool_calls")
    tool = models.CharField(max_length=120)
    # The trail outlives the minion.
    minion = models.ForeignKey(Minion, null=True, blank=True, on_delete=models.SET_NULL, related_name="tool_calls")
    spirit = models.ForeignKey(Spirit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    conversation_id = models.UUIDField(null=True, blank=True)
    run_id = models.UUIDField(null=True, blank=True)
    door = models.CharField(max_length=8, choices=Door)
    effect = models.CharField(max_length=12)
    key = models.CharField(max_length=200, null=True, blank=True, help_text="Makes a repeated request the same call.")  # noqa: DJ001 - null: no key, unlike any other
    state = models.CharField(max_length=12, choices=State)
    arguments = models.JSONField()
    data = models.JSONField(null=True, blank=True)
    text = models.TextField(blank=True)
    error = models.JSONField(null=True, blank=True, help_text="code, message, fields and status of a failure.")
    effectiveness_percent = models.PositiveSmallIntegerField(default=0)
    synergy_percent = models.SmallIntegerField(default=0)
    cost_points = models.PositiveIntegerField(default=0)
    xp = models.PositiveIntegerField("XP", default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="a_key_of_a_person_is_one_tool_call"),
            models.CheckConstraint(
                condition=Q(xp=0) | Q(state="succeeded"), name="only_a_successful_tool_call_earns_xp"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | (~Q(state__in=["waiting", "running"]) & Q(finished_at__isnull=False)),
                name="a_tool_call_is_finished_when_its_state_is_final",
            ),
            models.CheckConstraint(
                condition=Q(state="failed", error__isnull=False) | (~Q(state="failed") & Q(error__isnull=True)),
                name="a_failed_tool_call_and_no_other_has_an_error",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="tool_calls_newest_first"),
            models.Index(fields=["owner", "created_at"], name="tool_calls_of_a_minute"),
            models.Index(fields=["run_id"], condition=Q(run_id__isnull=False), name="tool_calls_of_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.state}"

    @property
    def made_files(self) -> list[MadeFile]:
        """What it made, as a page shows it."""
        return made_files((each.pk, each.name, each.mime) for each in self.artifacts.all())

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in {self.State.WAITING, self.State.RUNNING}
