"""What a model was told in one turn, kept so that it can be proved."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from chat.models.conversation import Conversation
from chat.models.run import Run
from project.lib.ids import uuid7


class ContextSnapshot(models.Model):
    """One link of a conversation's chain. ``content`` is canonical JSON; its hash covers the link before it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="context_snapshots")
    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="context_snapshot")
    number = models.PositiveIntegerField(help_text="Its place in the conversation's chain, from 1.")
    content = models.TextField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["conversation", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="a_chain_has_each_link_once"),
            models.CheckConstraint(
                condition=Q(number=1, previous_hash="") | (Q(number__gt=1) & ~Q(previous_hash="")),
                name="only_the_first_link_follows_nothing",
            ),
        ]

    def record(self) -> dict[str, Any]:
        """What was told, as it was written down."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    def before(self) -> "ContextSnapshot | None":
        """The link before it in the chain."""
        return ContextSnapshot.objects.filter(conversation=self.conversation_id, number=self.number - 1).first()

    def __str__(self) -> str:
        return f"{self.conversation_id} #{self.number}"
