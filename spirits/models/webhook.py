"""What the card gateway told us, each message once."""

from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class WebhookEvent(models.Model):
    """One message of the gateway. It is a hint only: whoever handles it asks the gateway how things stand."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waiting"
        HANDLED = "handled", "Handled"
        FAILED = "failed", "Failed"
        IGNORED = "ignored", "Ignored"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gateway_id = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=100)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=100, blank=True)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    deliveries = models.PositiveIntegerField(default=1, help_text="How often it came.")
    tries = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField(help_text="When the gateway says it happened.")
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "failed"], handled_at__isnull=True)
                | Q(state__in=["handled", "ignored"], handled_at__isnull=False),
                name="a_message_was_handled_exactly_when_its_state_says_so",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "-id"], condition=Q(state__in=["waiting", "failed"]), name="messages_to_handle"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gateway_id}"
