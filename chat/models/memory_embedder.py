"""Who made vectors of memories, and how long each of its vectors is."""

from typing import ClassVar

from django.db import models


class MemoryEmbedder(models.Model):
    """One embedder that vectors are kept of. A vector of another length is refused by the database."""

    name = models.CharField(primary_key=True, max_length=120)
    dimensions = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "dimensions"], name="an_embedder_has_one_length"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.dimensions})"
