"""What a person thought of an answer."""

from django.db import models
from django.db.models import Q

from chat.models.message import Message
from project.lib.ids import uuid7

LONGEST_COMMENT = 2_000


class Feedback(models.Model):
    """One word on one answer: good or bad, why, and what the person says about it."""

    class Reason(models.TextChoices):
        """What was wrong, or right, with it."""

        CORRECT = "correct", "Correct"
        HELPFUL = "helpful", "Helpful"
        WRONG = "wrong", "Not correct"
        INCOMPLETE = "incomplete", "Incomplete"
        MISUNDERSTOOD = "misunderstood", "Did not do what I asked"
        STYLE = "style", "Wrong tone or length"
        UNSAFE = "unsafe", "Harmful or unsafe"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="feedback")
    is_positive = models.BooleanField()
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["", "correct", "helpful", "wrong", "incomplete", "misunderstood", "style", "unsafe", "other"]),
                name="feedback_has_a_known_reason",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["is_positive", "-id"], name="feedback_newest_first")]

    def __str__(self) -> str:
        return f"{'good' if self.is_positive else 'bad'} {self.reason}".strip()
