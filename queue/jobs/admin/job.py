"""Jobs in the admin: lanes at a glance, filters, attempts with their traces, cancelling and trying again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import TemplateView
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.views import UnfoldModelAdminViewMixin

from jobs.errors import NotRepeatable
from jobs.models import Attempt, Job, JobEvent, KindMeasure
from jobs.queries.lanes import lane_states
from jobs.rules.states import JobState
from jobs.services.cancel import cancel_many
from jobs.services.retry import retry
from project.lib.clock import now

TONES = {
    JobState.RUNNING: "info",
    JobState.SUCCEEDED: "success",
    JobState.FAILED: "danger",
    JobState.DEAD: "danger",
    JobState.RETRYING: "warning",
}


class Unchangeable:
    """Rows that are looked at and never edited."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Made by the queue."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Changed by the queue."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Forgotten by the queue."""
        return False


class AttemptInline(Unchangeable, TabularInline):
    """Each attempt, with the trace of its error."""

    model = Attempt
    fields = ["number", "outcome", "worker", "started_at", "finished_at", "error_code", "error", "trace"]
    readonly_fields = fields
    extra = 0


class EventInline(Unchangeable, TabularInline):
    """Notes, wishes and alarms."""

    model = JobEvent
    fields = ["at", "kind", "data"]
    readonly_fields = fields
    extra = 0


class LanesView(UnfoldModelAdminViewMixin, TemplateView):
    """Every lane with depth, age and rate, and every kind with its times."""

    title = "Lanes"
    permission_required = "queue.view_job"
    template_name = "admin/queue/job/lanes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lanes and kinds as they are now."""
        return super().get_context_data(lanes=lane_states(at=now()), measures=KindMeasure.objects.all(), **kwargs)


@admin.register(Job)
class JobAdmin(Unchangeable, ModelAdmin):
    """Answers: what waits, what runs since when, what failed why, and whose is it."""

    list_display = ["title_or_kind", "shown_state", "owner", "lane", "progress", "fence", "finished_at", "error"]
    list_filter = ["state", "lane", "kind", "error_code", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["id__exact", "kind", "title", "owner__email", "idempotency_key"]
    ordering = ["-id"]
    show_full_result_count = False
    list_per_page = 50
    inlines = [AttemptInline, EventInline]
    actions = ["cancel_selected", "retry_selected"]
    list_before_template = "admin/queue/job/_lanes.html"
    fields = [
        "id", "kind", "title", "owner", "state", "lane", "priority", "payload", "result", "error_code", "error",
        "progress", "progress_message", "failures", "max_failures", "crashes", "fence", "held_by", "held_until", "idempotency_key",
        "parent", "batch", "after", "run_at", "created_at", "started_at", "finished_at", "cancel_requested_at",
    ]  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[Any]:
        """With the lanes page."""
        lanes = self.admin_site.admin_view(LanesView.as_view(model_admin=self))
        return [path("lanes/", lanes, name="queue_job_lanes"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the lanes above it."""
        context = {**(extra_context or {}), "lanes": lane_states(at=now())}
        answer: HttpResponse = super().changelist_view(request, extra_context=context)
        return answer

    @display(description="Job", ordering="kind")
    def title_or_kind(self, job: Job) -> str:
        """Title and kind."""
        return f"{job} ({job.kind})"

    @display(description="State", ordering="state", label=TONES)
    def shown_state(self, job: Job) -> tuple[str, str]:
        """The state, coloured."""
        return job.state, job.get_state_display()

    @admin.action(description="Cancel the selected jobs", permissions=["operate"])
    def cancel_selected(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        """Cancel each that is not finished."""
        count = cancel_many(list(chosen.values_list("pk", flat=True)), at=now())
        messages.success(request, f"Cancelled or asked to stop: {count}.")

    @admin.action(description="Try the selected jobs again", permissions=["operate"])
    def retry_selected(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        """Put each that failed or was cancelled back into its lane."""
        done = left = 0
        for job in chosen:
            try:
                retry(job, at=now())
                done += 1
            except NotRepeatable:
                left += 1
        messages.success(request, f"Back in their lanes: {done}.")
        if left:
            messages.warning(
                request, f"Left as they are, because they did not fail or the job before them did: {left}."
            )

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whoever may change jobs in principle may cancel and repeat them."""
        return request.user.has_perm("queue.change_job")
