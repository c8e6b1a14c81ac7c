"""A person's wish that their account be deleted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Leaving(models.Model):
    """Until ``due_at`` the person may think again; then the account and what belongs to it are erased."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="leaving"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "account to delete"
        verbose_name_plural = "accounts to delete"
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gte=F("asked_at")), name="an_account_goes_after_it_was_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.due_at:%Y-%m-%d}"
