"""A link that shows one conversation, as it stood, to whoever has it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from chat.models.conversation import Conversation
from chat.models.message import Message
from project.lib.ids import uuid7


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Filters that several readers share."""

    def open_at(self, at: datetime) -> "ShareLinkQuerySet":
        """Neither revoked nor past their end."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class ShareLink(models.Model):
    """It shows the branch that ends in ``leaf``: what is said later stays private. Only the token's digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links")
    leaf = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    password = models.CharField(max_length=200, blank=True, editable=False, help_text="Hashed; empty for none.")
    views = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("created_at")),
                name="a_link_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["conversation", "-id"], name="links_of_conversation")]

    def __str__(self) -> str:
        return str(self.pk)
