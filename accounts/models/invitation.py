"""A staff member's permission for one person to make an account while sign-up is by invitation."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Filters that several readers share."""

    def open_at(self, at: datetime) -> "InvitationQuerySet":
        """Neither used nor expired at that moment."""
        return self.filter(used_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """Works once, until it expires; only the digest of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(
        "e-mail address", blank=True, help_text="When given, only this address may use the invitation."
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # An invitation stays valid when the colleague who made it leaves.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    used_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_by__isnull=True) | Q(used_at__isnull=False), name="an_invitation_with_a_guest_is_used"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="an_invitation_expires_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return self.email or f"invitation of {self.created_at:%Y-%m-%d}"
