"""Archives of people's data in the admin: whether they are made, never what is in them."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import DataArchive


@admin.register(DataArchive)
class DataArchiveAdmin(ModelAdmin):
    """Answers: who waits for an archive, how large it became, and when it goes."""

    list_display = ["user", "state", "asked_at", "made_at", "size", "expires_at"]
    list_filter = ["state", "asked_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = readonly_fields = ["user", "state", "asked_at", "made_at", "size", "expires_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People ask for themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: DataArchive | None = None) -> bool:
        """A job says where it stands."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DataArchive | None = None) -> bool:
        """It goes by itself, with its file."""
        return False
