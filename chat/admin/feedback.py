"""What people thought of answers, and what is shared by link: without what was said."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from chat.models import Feedback, Folder, ShareLink
from project.lib.clock import now


class LookOnly(ModelAdmin):
    """Staff look; only the owner changes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People make these themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody else changes them."""
        return False


@admin.register(Feedback)
class FeedbackAdmin(LookOnly):
    """Answers: which models and minions please, and why not. The comment is the person's word to the operator."""

    list_display = ["at", "shown_verdict", "reason", "author", "language_model", "comment"]
    list_filter = ["is_positive", "reason", "at"]
    search_fields = ["=message__id", "message__author", "comment"]
    list_select_related = ["message__run__language_model__provider"]
    fields = ["at", "is_positive", "reason", "author", "language_model", "comment"]
    readonly_fields = fields
    show_full_result_count = False

    @display(description="verdict", label={"good": "success", "bad": "danger"})
    def shown_verdict(self, feedback: Feedback) -> str:
        """Good or bad, in its colour."""
        return "good" if feedback.is_positive else "bad"

    @admin.display(description="answered by")
    def author(self, feedback: Feedback) -> str:
        """The minion or model by name."""
        return feedback.message.author

    @admin.display(description="model")
    def language_model(self, feedback: Feedback) -> str:
        """What answered, where it is known."""
        run = getattr(feedback.message, "run", None)
        return str(run.language_model) if run and run.language_model else "–"


@admin.register(ShareLink)
class ShareLinkAdmin(LookOnly):
    """Answers: who shows conversations to the world, for how long, and how often they are read."""

    list_display = ["created_at", "owner", "is_open", "has_password", "views", "expires_at", "revoked_at"]
    list_filter = ["created_at", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["=id", "=conversation__id", "conversation__owner__email"]
    list_select_related = ["conversation__owner"]
    fields = ["id", "conversation", "owner", "has_password", "views", "created_at", "expires_at", "revoked_at"]
    readonly_fields = fields
    show_full_result_count = False

    @admin.display(description="owner", ordering="conversation__owner__email")
    def owner(self, link: ShareLink) -> str:
        """Whose conversation it shows."""
        return str(link.conversation.owner)

    @admin.display(description="open", boolean=True)
    def is_open(self, link: ShareLink) -> bool:
        """Whether it leads somewhere now."""
        return link.revoked_at is None and (link.expires_at is None or link.expires_at > now())

    @admin.display(description="password", boolean=True)
    def has_password(self, link: ShareLink) -> bool:
        """Whether one is asked for."""
        return bool(link.password)


@admin.register(Folder)
class FolderAdmin(LookOnly):
    """Answers: who keeps folders. Their names belong to their owners."""

    list_display = ["id", "owner", "created_at"]
    search_fields = ["=id", "owner__email"]
    list_select_related = ["owner"]
    fields = ["id", "owner", "created_at"]
    readonly_fields = fields
    show_full_result_count = False
