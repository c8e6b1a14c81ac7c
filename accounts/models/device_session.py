"""A device somebody is signed in on (or a visitor's browser before that): the row behind a session cookie or token."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.rules.agents import device_kind, device_name
from project.lib.ids import uuid7

LONGEST_AGENT = 300


class DeviceSessionQuerySet(models.QuerySet["DeviceSession"]):
    """Filters that several readers share."""

    def live_at(self, at: datetime) -> "DeviceSessionQuerySet":
        """Neither revoked nor idle too long nor past its end."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, ends_at__gt=at)


class DeviceSession(models.Model):
    """The truth about one sign-in; caches copy it for some seconds. Only the digest of its secret key is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="device_sessions"
    )
    data = models.TextField(blank=True, editable=False)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField("browser", max_length=LONGEST_AGENT, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="When it ends unless it is used before.")
    ends_at = models.DateTimeField(help_text="When it ends however much it is used.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    objects = DeviceSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__lte=F("ends_at")), name="a_session_expires_before_its_end"),
        ]
        indexes = [
            models.Index(
                fields=["user", "-last_seen_at"], condition=Q(revoked_at__isnull=True), name="sessions_of_user_by_use"
            ),
            models.Index(fields=["expires_at"], name="sessions_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.address or 'unknown address'})"

    @property
    def name(self) -> str:
        """What people call it, such as Firefox on Windows."""
        return device_name(self.agent)

    @property
    def kind(self) -> str:
        """The icon that stands for it: a phone, a laptop or a terminal."""
        return str(device_kind(self.agent))
