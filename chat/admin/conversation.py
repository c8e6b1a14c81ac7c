"""Conversations in the admin, without their titles and messages: those belong to their owners."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from chat.models import Conversation


@admin.register(Conversation)
class ConversationAdmin(ModelAdmin):
    """Answers: who talks, to what, how much, and when last. Read-only."""

    list_display = ["id", "owner", "minion", "language_model", "turns", "active_at"]
    list_filter = ["active_at", ("minion", admin.EmptyFieldListFilter), ("archived_at", admin.EmptyFieldListFilter)]
    search_fields = ["=id", "owner__email"]
    list_select_related = ["owner", "minion", "language_model__provider"]
    fields = ["id", "owner", "minion", "language_model", "active_at", "created_at", "archived_at"]
    readonly_fields = fields
    ordering = ["-active_at", "-id"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Conversations with the number of their runs."""
        rows: QuerySet[Conversation] = super().get_queryset(request)
        return rows.annotate(turns=Count("runs"))

    @admin.display(description="turns", ordering="turns")
    def turns(self, conversation: Any) -> int:
        """How many answers were asked for."""
        return int(conversation.turns)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Conversations are started by people."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Conversation | None = None) -> bool:
        """Staff look; only the owner changes."""
        return False
