"""What each call of a language model took: one row a call, written once, kept when the conversation goes."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from chat.models.run import Run
from project.lib.ids import uuid7


class UsageRecord(models.Model):
    """One answer or one batch of embeddings, with its tokens, times, points and money.

    The database itself fills in the money when a record is written, by the price its model has in that moment.
    """

    class Door(models.TextChoices):
        """Through which door it was asked for."""

        CHAT = "chat", "Chat"
        OPENAI = "openai", "OpenAI"
        ANTHROPIC = "anthropic", "Anthropic"
        OLLAMA = "ollama", "Ollama"
        TOOL = "tool", "Tool"

    class Kind(models.TextChoices):
        """What was made."""

        ANSWER = "answer", "Answer"
        EMBEDDINGS = "embeddings", "Embeddings"

    class State(models.TextChoices):
        """How it ended."""

        COMPLETED = "completed", "Completed"
        STOPPED = "stopped", "Stopped by the caller"
        INCOMPLETE = "incomplete", "Incomplete"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="usage_records")
    api_key = models.ForeignKey("accounts.ApiKey", null=True, on_delete=models.SET_NULL, related_name="+")
    minion = models.ForeignKey("spirits.Minion", null=True, on_delete=models.SET_NULL, related_name="+")
    language_model = models.ForeignKey("training.LanguageModel", null=True, on_delete=models.SET_NULL, related_name="+")
    run = models.OneToOneField(Run, null=True, on_delete=models.SET_NULL, related_name="usage")
    model_name = models.CharField(max_length=200, help_text="What the provider called it then.")
    provider_name = models.CharField(max_length=80)
    door = models.CharField(max_length=12, choices=Door)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ANSWER)
    state = models.CharField(max_length=12, choices=State)
    error_code = models.CharField(max_length=60, blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(default=False, help_text="The provider counted nothing before it was left.")
    points = models.PositiveBigIntegerField(default=0)
    cost_micros = models.PositiveBigIntegerField(
        null=True,
        editable=False,
        help_text="What the provider charges, in millionths of the currency; empty where unknown.",
    )
    cost_currency = models.CharField(max_length=3, blank=True, editable=False)
    first_token_ms = models.PositiveIntegerField(null=True)
    total_ms = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(help_text="When it was asked for.")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(door__in=["chat", "openai", "anthropic", "ollama", "tool"]), name="usage_door_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["completed", "stopped", "incomplete", "failed"]), name="usage_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(cost_micros=None, cost_currency="") | Q(cost_micros__isnull=False) & ~Q(cost_currency=""),
                name="a_cost_of_usage_has_a_currency",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-at"], name="usage_of_owner_newest_first")]

    @property
    def price(self) -> dict[str, str | Decimal] | None:
        """The money it cost, or nothing where that is unknown."""
        if self.cost_micros is None:
            return None
        return {"currency": self.cost_currency, "amount": Decimal(self.cost_micros).scaleb(-6)}

    def __str__(self) -> str:
        return f"{self.model_name} {self.state} {self.at:%Y-%m-%d}"
