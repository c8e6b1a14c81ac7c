"""Which restricted language models a plan includes."""

from django.db import models

from project.lib.ids import uuid7
from spirits.models.plan import Plan


class PlanLanguageModel(models.Model):
    """One language model that a plan opens for as long as it runs; it matters for models whose visibility is restricted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="plan_models")
    language_model = models.ForeignKey("training.LanguageModel", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "language_model"], name="a_plan_includes_each_model_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.language_model_id}"
