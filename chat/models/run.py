"""A run is the server's work on one answer; it outlives the page that asked for it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from chat.models.conversation import Conversation
from chat.models.message import Message
from chat.rules.run_states import ACTIVE, TERMINAL, RunState
from project.lib.ids import uuid7

CUT_OFF = (RunState.STOPPED, RunState.INCOMPLETE)
LONGEST = "length"  # why a model ends that may say no more


class Run(models.Model):
    """One answer in the making or made. Its holder has a lease; the fence number shuts out a holder that lost it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="runs")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runs")
    question = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="runs")
    answer = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="run")
    continues = models.ForeignKey(
        Message,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="continuations",
        help_text="The cut-off answer whose words this one begins with.",
    )
    minion = models.ForeignKey("spirits.Minion", null=True, blank=True, on_delete=models.SET_NULL, related_name="runs")
    minion_version = models.PositiveIntegerField(null=True, blank=True)
    api_key = models.ForeignKey(
        "accounts.ApiKey",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The key it was asked with, whose budget it counts against.",
    )
    language_model = models.ForeignKey(
        "training.LanguageModel", null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.QUEUED)
    finish_reason = models.CharField(
        max_length=20, blank=True, help_text="Why the model ended: stop, length, content_filter."
    )
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    last_sequence = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(null=True, blank=True, help_text="The parts the model was sent, with their hashes.")
    paused = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="Where the turn stands while a call waits for its person's yes; another process goes on from there.",
    )
    fence = models.PositiveIntegerField(default=0)
    held_by = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    stop_requested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    first_token_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state__in=ACTIVE), name="one_active_run_per_conversation"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=TERMINAL, finished_at__isnull=False)
                | Q(state__in=ACTIVE, finished_at__isnull=True),
                name="a_run_is_finished_exactly_when_its_state_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.RUNNING) | Q(held_until__isnull=False), name="a_running_run_is_held"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=RunState.QUEUED), name="queued_runs"),
            models.Index(fields=["held_until"], condition=Q(state=RunState.RUNNING), name="running_runs_by_lease"),
            models.Index(fields=["owner", "-id"], name="runs_of_owner_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def is_active(self) -> bool:
        """Whether an answer may still grow."""
        return self.state in ACTIVE

    @property
    def is_cut_off(self) -> bool:
        """Whether the answer ended before the model had said what it would: stopped, interrupted, or at its longest."""
        return self.state in CUT_OFF or (self.state == RunState.COMPLETED and self.finish_reason == LONGEST)


class RunEvent(models.Model):
    """One thing that happened in a run. Sequence numbers start at 1 and have no gaps."""

    pk = models.CompositePrimaryKey("run_id", "sequence")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    data = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["run_id", "sequence"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.sequence} {self.kind}"
