"""Where memory serves: the switches that keep it out, and the answers it was used in."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from chat.models.conversation import Conversation
from chat.models.memory import Memory
from chat.models.run import Run
from project.lib.ids import uuid7


class MemorySwitch(models.Model):
    """Memory is on unless a switch of the person or the conversation, or the minion's own setting, says off."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memory_switches")
    conversation = models.ForeignKey(Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "conversation"], nulls_distinct=False, name="one_memory_switch_per_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{'on' if self.is_on else 'off'} {self.conversation_id or 'everywhere'}"


class MemoryUse(models.Model):
    """A memory that was given to a model for an answer."""

    pk = models.CompositePrimaryKey("memory_id", "run_id")
    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="uses")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="memories_used")
    rank = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["memory_id", "run_id"]

    def __str__(self) -> str:
        return f"{self.memory_id} in {self.run_id}"
