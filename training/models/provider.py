"""A provider serves language models: a local Ollama, a rented API, or Daimon's own assistant."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from project.lib.ids import uuid7


class Provider(models.Model):
    """Where models are served; its key is kept encrypted and never shown."""

    class Kind(models.TextChoices):
        """The protocol it speaks."""

        BUILTIN = "builtin", "Built in"
        OLLAMA = "ollama", "Ollama"
        OPENAI_COMPATIBLE = "openai_compatible", "OpenAI-compatible"
        ANTHROPIC = "anthropic", "Anthropic"
        TRAINED = "trained", "Trained here"
        SCRIPTED = "scripted", "Scripted (for tests)"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24, choices=Kind)
    name = models.CharField(max_length=80)
    base_url = models.URLField(max_length=500, blank=True)
    encrypted_key = models.BinaryField(default=bytes, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="providers",
        help_text="Empty: everybody on this installation may use it.",
    )
    is_active = models.BooleanField(default=True)
    most_at_once = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Calls that one server process makes at the same time; further ones wait. Empty: no cap.",
    )
    most_per_minute = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Calls that one server process begins in a minute; further ones wait. Empty: no cap.",
    )
    is_healthy = models.BooleanField(null=True, editable=False, help_text="What the last check found; empty before it.")
    latency_ms = models.PositiveIntegerField(null=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False, help_text="What the last check found wrong.")
    problem_code = models.CharField(max_length=60, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], nulls_distinct=False, name="one_provider_per_owner_and_name"
            ),
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind="builtin"), name="one_builtin_provider"),
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(kind="trained"), name="one_provider_of_what_a_person_trained"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_key(self) -> bool:
        """Whether a key is stored; the key itself is read by training.services.provider_keys alone."""
        return bool(self.encrypted_key)
