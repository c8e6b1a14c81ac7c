"""Further keys of a provider; they take turns with its own."""

from django.db import models

from project.lib.ids import uuid7
from training.models.provider import Provider


class ProviderKey(models.Model):
    """One key of the pool, encrypted and never shown; it goes to its provider's own origin only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="pool")
    name = models.CharField(max_length=80)
    encrypted_key = models.BinaryField(editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["provider", "id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="a_pool_names_a_key_once"),
        ]

    def __str__(self) -> str:
        return self.name
