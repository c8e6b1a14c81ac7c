"""What the API itself must remember."""

from django.conf import settings
from django.db import models

from project.lib.ids import uuid7


class IdempotentRequest(models.Model):
    """One creating request with an ``Idempotency-Key``, and the answer it got."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "api_idempotent_request"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_user_and_idempotency_key"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_by_age")]

    def __str__(self) -> str:
        return self.key
