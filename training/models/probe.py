"""How a provider was, each time it was asked."""

from django.db import models

from project.lib.ids import uuid7
from training.models.provider import Provider


class ProviderProbe(models.Model):
    """One check of a provider."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="probes")
    at = models.DateTimeField()
    is_healthy = models.BooleanField()
    latency_ms = models.PositiveIntegerField(null=True)
    problem_code = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["provider", "-at"], name="probes_of_provider_newest")]

    def __str__(self) -> str:
        return f"{self.provider_id} {'healthy' if self.is_healthy else self.problem_code}"
