"""Something worth knowing that happened in the system; rows are added and never changed."""

from django.db import models

from project.lib.ids import uuid7


class SystemEvent(models.Model):
    """Append-only: a trigger refuses changes, and deletion outside the retention job."""

    class Level(models.TextChoices):
        """How much attention it deserves."""

        INFO = "info", "information"
        WARNING = "warning", "warning"
        ERROR = "error", "error"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60, help_text="A stable name such as refresh_token_reused.")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.INFO)
    message = models.CharField(max_length=500)
    actor_id = models.UUIDField(null=True, blank=True, help_text="Who did it. No foreign key: the event outlives them.")
    subject = models.CharField(max_length=120, blank=True, help_text="What it is about, such as accounts.user:0192….")
    data = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "-id"], name="events_of_kind_newest_first"),
            models.Index(fields=["subject", "-id"], name="events_of_subject_newest"),
            models.Index(fields=["request_id"], name="events_of_request"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"
