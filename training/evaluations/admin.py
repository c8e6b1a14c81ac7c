"""Evaluations in the admin: whose they are, how far, and why one failed. Rows and answers are their owner's and not shown."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from training.evaluations.models import Evaluation, Suite

State = Evaluation.State
TONES = {
    State.READY: "success", State.FAILED: "danger", State.STOPPED: "warning", State.WAITING: "info", State.RUNNING: "info",
}  # fmt: skip


class OwnersOnly(ModelAdmin):
    """Made, changed and removed by their owners."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False


@admin.register(Suite)
class SuiteAdmin(OwnersOnly):
    """Answers: what is measured on which data, and how often."""

    list_display = [
        "name",
        "owner",
        "dataset_name",
        "version_number",
        "split",
        "most_rows",
        "evaluations",
        "created_at",
    ]
    list_filter = ["answer_part", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__email", "dataset_name"]
    exclude = ["version"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suite]:
        """With the count of evaluations."""
        rows: QuerySet[Suite] = super().get_queryset(request)
        return rows.annotate(evaluation_count=Count("evaluations"))

    @display(description="Evaluations", ordering="evaluation_count")
    def evaluations(self, suite: Any) -> int:
        """How many there are."""
        return int(suite.evaluation_count)


@admin.register(Evaluation)
class EvaluationAdmin(OwnersOnly):
    """Answers: what runs, what failed and why."""

    list_display = ["suite", "owner", "shown_state", "who", "row_count", "problem", "created_at", "ended_at"]
    list_filter = ["state", "created_at"]
    list_select_related = ["suite", "owner"]
    search_fields = ["suite__name", "owner__email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evaluation]:
        """With the targets."""
        rows: QuerySet[Evaluation] = super().get_queryset(request)
        return rows.prefetch_related("targets")

    @display(description="State", ordering="state", label=TONES)
    def shown_state(self, evaluation: Evaluation) -> tuple[str, str]:
        """The state, coloured."""
        return evaluation.state, evaluation.get_state_display()

    @display(description="Targets")
    def who(self, evaluation: Evaluation) -> str:
        """Their titles."""
        return ", ".join(target.title for target in evaluation.targets.all())
