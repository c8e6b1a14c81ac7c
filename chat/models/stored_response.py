"""Answers of ``/v1/responses`` that their caller may go on from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class StoredResponse(models.Model):
    """One response with the items it was asked and the whole object it was answered with, kept until ``expires_at``.

    Each row holds its own items only; what was said before is found through ``previous``. ``depth`` counts the
    responses before it, so that a chain of which one was deleted is noticed instead of being continued with a hole.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stored_responses")
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    depth = models.PositiveSmallIntegerField(default=0)
    input = models.JSONField(help_text="The items of the request.")
    body = models.JSONField(help_text="The response as it was answered.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="response_is_kept_a_while"),
            models.CheckConstraint(condition=Q(depth__lte=1000), name="a_chain_of_responses_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="responses_of_owner_newest"),
            models.Index(fields=["expires_at"], name="responses_by_expiry"),
            models.Index(fields=["previous"], name="responses_that_go_on_from"),
        ]

    def __str__(self) -> str:
        return f"resp_{self.pk.hex}"
