"""Batches in the admin."""

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from jobs.admin.job import Unchangeable
from jobs.models import Batch
from jobs.rules.states import FINISHED
from jobs.services.cancel import cancel_batch
from project.lib.clock import now


@admin.register(Batch)
class BatchAdmin(Unchangeable, ModelAdmin):
    """Answers: which large pieces of work are under way, and how far they are."""

    list_display = ["title", "owner", "progress", "created_at", "cancel_requested_at"]
    list_select_related = ["owner"]
    search_fields = ["title", "owner__email"]
    ordering = ["-id"]
    actions = ["cancel_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """With the counts of their jobs."""
        rows: QuerySet[Batch] = super().get_queryset(request)
        return rows.annotate(total=Count("jobs"), done=Count("jobs", filter=Q(jobs__state__in=FINISHED)))

    @display(description="Done")
    def progress(self, batch: Batch) -> str:
        """Finished jobs of all."""
        return f"{batch.done} of {batch.total}"  # type: ignore[attr-defined]  # annotated above

    @admin.action(description="Cancel what is left of the selected batches", permissions=["operate"])
    def cancel_selected(self, request: HttpRequest, chosen: QuerySet[Batch]) -> None:
        """Cancel the jobs of each that are not finished."""
        count = sum(cancel_batch(batch, at=now()) for batch in chosen)
        messages.success(request, f"Jobs cancelled or asked to stop: {count}.")

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """As for jobs."""
        return request.user.has_perm("queue.change_job")
