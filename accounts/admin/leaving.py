"""People who asked for their account to be deleted, in the admin."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import Leaving


@admin.register(Leaving)
class LeavingAdmin(ModelAdmin):
    """Answers: who leaves, since when, and on which day everything of theirs goes."""

    list_display = ["user", "asked_at", "due_at"]
    list_filter = ["due_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = readonly_fields = ["user", "asked_at", "due_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People ask for themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Leaving | None = None) -> bool:
        """The day is what the person was told."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Leaving | None = None) -> bool:
        """People take it back themselves."""
        return False
