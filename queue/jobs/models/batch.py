"""A batch is many jobs with one progress."""

from django.conf import settings
from django.db import models

from project.lib.ids import uuid7


class Batch(models.Model):
    """Jobs that were asked for together; ``expected`` is how many there will be."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="job_batches"
    )
    title = models.CharField(max_length=160)
    expected = models.PositiveIntegerField(default=0)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["owner", "-id"], name="batches_of_owner_newest_first")]

    def __str__(self) -> str:
        return self.title
