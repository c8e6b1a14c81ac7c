"""Votes in the admin: which models people find best. Prompts and answers are for their owners alone."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from chat.models import Comparison, ComparisonAnswer


@admin.register(Comparison)
class ComparisonAdmin(ModelAdmin):
    """Answers: which models stood against each other, who won, was it blind. Read-only."""

    list_display = ["id", "owner", "models_compared", "verdict", "best", "is_blind", "created_at"]
    list_filter = ["verdict", "is_blind", "created_at"]
    search_fields = ["=id", "owner__email", "answers__model_name"]
    list_select_related = ["owner"]
    fields = ["id", "owner", "models_compared", "verdict", "best", "is_blind", "voted_at", "created_at"]
    readonly_fields = fields
    ordering = ["-id"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comparison]:
        """With the models of each, in one more query."""
        rows: QuerySet[Comparison] = super().get_queryset(request)
        return rows.prefetch_related(Prefetch("answers", ComparisonAnswer.objects.order_by("position")))

    @admin.display(description="models")
    def models_compared(self, comparison: Comparison) -> str:
        """Their names, in order."""
        return ", ".join(each.model_name for each in comparison.answers.all())

    @admin.display(description="best")
    def best(self, comparison: Comparison) -> str:
        """The winner's name."""
        return next((each.model_name for each in comparison.answers.all() if each.position == comparison.winner), "")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People compare on their page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comparison | None = None) -> bool:
        """A vote is its person's."""
        return False
