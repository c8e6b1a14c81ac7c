"""Who answers in a minion's place when its model cannot."""

from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class MinionFallback(models.Model):
    """One model of a minion's fallback chain; the lowest position is tried first, before the first word only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    minion = models.ForeignKey("spirits.Minion", on_delete=models.CASCADE, related_name="fallbacks")
    language_model = models.ForeignKey("training.LanguageModel", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["minion", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["minion", "position"], name="a_place_in_a_fallback_chain_holds_one_model"),
            models.UniqueConstraint(fields=["minion", "language_model"], name="a_fallback_chain_names_a_model_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=8), name="a_fallback_chain_has_8_places"),
        ]

    def __str__(self) -> str:
        return f"{self.minion_id} {self.position}"
