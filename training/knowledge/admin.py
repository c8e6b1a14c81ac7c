"""Knowledge bases in the admin: whose they are, how large, and which documents cannot be read and why."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.rules.states import State
from training.knowledge.services.change_document import remove_document
from training.knowledge.services.make_base import remove_base

TONES = {
    State.READY: "success", State.FAILED: "danger", State.WAITING: "info", State.FETCHING: "info", State.READING: "info",
    State.INDEXING: "info", State.EMBEDDING: "info",
}  # fmt: skip


@admin.register(KnowledgeBase)
class KnowledgeBaseAdmin(ModelAdmin):
    """Answers: whose knowledge bases are there, which are open to everybody. Documents' words are their owner's and not shown."""

    list_display = ["name", "owner", "is_for_everyone", "tags", "documents_there", "documents_failed", "created_at"]
    list_filter = ["is_for_everyone", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__email"]
    fields = [
        "name",
        "owner",
        "description",
        "tags",
        "is_for_everyone",
        "passage_length",
        "overlap",
        "created_at",
        "updated_at",
    ]
    readonly_fields = [name for name in fields if name != "is_for_everyone"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[KnowledgeBase]:
        """With counts."""
        failed = Count("documents", filter=Q(documents__state=State.FAILED))
        rows: QuerySet[KnowledgeBase] = super().get_queryset(request).annotate(there=Count("documents"), failed=failed)
        return rows

    @display(description="Documents", ordering="there")
    def documents_there(self, base: Any) -> int:
        """How many there are."""
        return int(base.there)

    @display(description="Failed", ordering="failed")
    def documents_failed(self, base: Any) -> int:
        """How many could not be read."""
        return int(base.failed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by their owners."""
        return False

    def delete_model(self, request: HttpRequest, obj: KnowledgeBase) -> None:
        """With every document and file."""
        remove_base(base=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Each with every document and file."""
        for base in queryset:
            remove_base(base=base)


@admin.register(Document)
class DocumentAdmin(ModelAdmin):
    """Answers: which documents are being read, which failed and why, which are large."""

    list_display = [
        "title",
        "base",
        "owner",
        "shown_state",
        "kind",
        "length",
        "problem",
    ]
    list_filter = ["state", "source", "kind", "problem_code", "created_at"]
    list_select_related = ["base__owner"]
    search_fields = ["title", "base__name", "base__owner__email", "digest"]
    fields = [
        "title", "base", "source", "kind", "size", "digest", "state", "percent", "attempts", "problem_code", "problem", "notes",
        "page_count", "passage_count", "created_at", "ready_at",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Added by their owners."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Read by jobs, changed by their owners."""
        return False

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        """With its passages and file."""
        remove_document(document=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Each with its passages and file."""
        for document in queryset:
            remove_document(document=document)

    @display(description="State", ordering="state", label=TONES)
    def shown_state(self, document: Document) -> tuple[str, str]:
        """The state, coloured, and how far reading is."""
        state = document.get_state_display()
        return (
            document.state,
            f"{state} {document.percent} %" if 0 < document.percent < 100 and not document.problem else str(state),
        )

    @display(description="Length", ordering="passage_count")
    def length(self, document: Document) -> str:
        """Its size, and pages and passages where it was read."""
        counted = (ngettext("%d page", "%d pages", document.page_count or 0), document.page_count), (
            ngettext("%d passage", "%d passages", document.passage_count), document.passage_count,
        )  # fmt: skip
        return ", ".join([filesizeformat(document.size), *(text % number for text, number in counted if number)])

    @display(description="Owner", ordering="base__owner")
    def owner(self, document: Document) -> str:
        """Whose it is."""
        return str(document.base.owner)
