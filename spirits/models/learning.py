"""What a person learns: items, attempts, and when each is due again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class LearningItem(models.Model):
    """One thing to be learned; ``card`` is its memory state as FSRS keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learning_items")
    topic = models.CharField(max_length=80)
    prompt = models.CharField(max_length=500)
    answer = models.CharField(max_length=1_000, blank=True)
    card = models.JSONField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "topic", "prompt"], name="an_item_is_learned_once"),
            models.CheckConstraint(condition=~Q(prompt=""), name="a_learning_item_asks_something"),
        ]
        indexes = [models.Index(fields=["owner", "due_at"], name="learning_items_by_due_time")]

    def __str__(self) -> str:
        return self.prompt


class LearningAttempt(models.Model):
    """One answer to an item; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(LearningItem, on_delete=models.CASCADE, related_name="attempts")
    grade = models.PositiveSmallIntegerField(help_text="1 again, 2 hard, 3 good, 4 easy.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="a_grade_is_one_to_four")]
        indexes = [models.Index(fields=["item", "-at"], name="attempts_newest_first")]
