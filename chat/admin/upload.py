"""Attached files in the admin: whose they are and what they take, never what stands in them."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat

from chat.admin.feedback import LookOnly
from chat.models import Upload


@admin.register(Upload)
class UploadAdmin(LookOnly):
    """Answers: who keeps how much, of what kind, since when. Names and words belong to their owners."""

    list_display = ["created_at", "owner", "kind", "form", "shown_size", "page_count", "passage_count"]
    list_filter = ["kind", "form", "created_at"]
    search_fields = ["=id", "owner__email"]
    list_select_related = ["owner"]
    fields = ["id", "owner", "kind", "form", "size", "width", "height", "page_count", "passage_count", "created_at"]
    readonly_fields = fields
    show_full_result_count = False

    @admin.display(description="size", ordering="size")
    def shown_size(self, upload: Upload) -> str:
        """As people read it."""
        return filesizeformat(upload.size)
