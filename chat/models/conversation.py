"""A conversation between one person and a minion or a plain model."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from project.lib.clock import now
from project.lib.ids import uuid7


class Conversation(models.Model):
    """A tree of messages; ``leaf`` is the end of the branch its owner looks at."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    minion = models.ForeignKey(
        "spirits.Minion", null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    language_model = models.ForeignKey(
        "training.LanguageModel",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Chosen for this conversation; empty: the minion's, or the default.",
    )
    variables = models.JSONField(
        default=dict, blank=True, help_text="The values of its minion's own variables, as they were filled in."
    )
    title = models.CharField(max_length=200, blank=True)
    is_listed = models.BooleanField(
        default=True, editable=False, help_text="Shown among the person's chats; those of comparisons are not."
    )
    folder = models.ForeignKey(
        "chat.Folder", null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    is_temporary = models.BooleanField(
        default=False, help_text="Stands in no list, remembers nothing, and is deleted a day after it was last used."
    )
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When its owner last had it open.")
    leaf = models.ForeignKey("chat.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(default=now, help_text="When something was last said.")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["-active_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Func(
                    models.F("variables"),
                    template="jsonb_typeof(%(expressions)s) = 'object'",
                    output_field=models.BooleanField(),
                ),
                name="variables_of_a_conversation_are_named",
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-active_at", "-id"], name="conversations_by_activity"),
            models.Index(fields=["active_at"], condition=models.Q(is_temporary=True), name="temporary_chats_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # what is said, the title included, is for its owner alone

    @property
    def shown_title(self) -> str:
        """The title as its owner sees it."""
        return self.title or gettext("New chat")
