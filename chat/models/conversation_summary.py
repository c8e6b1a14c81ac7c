"""What was said earlier in a conversation, told short."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chat.models.conversation import Conversation
from chat.models.message import Message
from project.lib.ids import uuid7


class ConversationSummary(models.Model):
    """The messages of one branch from the first up to ``through``, in a model's words; a later one takes in the earlier."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="summaries")
    through = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="summary")
    first = models.PositiveIntegerField(default=1, help_text="The place of the first message it covers, from 1.")
    last = models.PositiveIntegerField(help_text="The place of ``through`` on its branch.")
    text = models.TextField()
    model_name = models.CharField(max_length=200, help_text="Which model wrote it.")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["conversation", "-last", "id"]
        verbose_name_plural = "conversation summaries"
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_summary_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(text=""), name="a_summary_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.first}-{self.last}"
