"""A key a program uses in a person's name, within the scopes that person gave it."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Filters that several readers share."""

    def live_at(self, at: datetime) -> "ApiKeyQuerySet":
        """Neither revoked nor expired, of a person who may sign in."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at__isnull=True, user__is_active=True
        )


class ApiKey(models.Model):
    """Shown once when made; afterwards only its visible prefix and its digest are known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40))
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: the site's limit.")
    requests_per_day = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: no limit by day.")
    origins = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Web origins whose pages may use this key from a browser.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="an_api_key_has_a_scope"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="api_keys_of_user_newest_first")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
