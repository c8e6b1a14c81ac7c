"""One message in the tree of a conversation."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from chat.models.conversation import Conversation
from project.lib.clock import now
from project.lib.ids import uuid7


class Message(models.Model):
    """What somebody said. Children of one parent are branches; an edit adds a branch and changes nothing."""

    class Role(models.TextChoices):
        """Who speaks."""

        USER = "user", "Person"
        ASSISTANT = "assistant", "Minion"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    depth = models.PositiveIntegerField(default=0, help_text="How many messages stand above it on its branch.")
    role = models.CharField(max_length=10, choices=Role)
    content = models.TextField(blank=True, help_text="Markdown, as it was said.")
    reasoning = models.TextField(blank=True, help_text="What a reasoning model thought aloud.")
    citations = models.JSONField(default=list, blank=True, help_text="The passages the answer's numbers point to.")
    author = models.CharField(max_length=120, blank=True, help_text="The minion or model that answered, by name.")
    is_typed = models.BooleanField(
        default=True,
        db_default=True,
        editable=False,
        help_text="Whether its author said it here: no schedule did, nor was it brought in from a file.",
    )
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(depth=0, parent__isnull=True) | models.Q(depth__gt=0, parent__isnull=False),
                name="only_the_first_message_has_no_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "parent", "id"], name="messages_by_branch"),
            GinIndex(SearchVector("content", config="simple"), name="messages_by_word"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"
