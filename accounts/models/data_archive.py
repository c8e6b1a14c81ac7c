"""A person's own data as a file they asked for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class DataArchive(models.Model):
    """The one archive of a person: being made, ready for some days below ARCHIVES_DIR under its id, or not made and why."""

    class State(models.TextChoices):
        """Where it stands."""

        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_archive")
    state = models.CharField(max_length=8, choices=State.choices, default=State.MAKING)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = "archive of one's data"
        verbose_name_plural = "archives of one's data"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", made_at__isnull=False, expires_at__gt=F("made_at"), size__isnull=False)
                | Q(state__in=["making", "failed"], made_at=None, expires_at=None, size=None),
                name="an_archive_that_is_ready_has_a_file_and_a_last_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
