"""What people share, in the admin: who reads what, without its contents."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import Share


@admin.register(Share)
class ShareAdmin(ModelAdmin):
    """Answers: who lets whom read what. Staff can end it and do nothing else."""

    list_display = ["created_at", "kind", "object_id", "shared_by", "person", "group"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["shared_by", "person", "group"]
    search_fields = ["shared_by__email", "person__email", "group__name", "=object_id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only owners share."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """A share is made or ended."""
        return False
