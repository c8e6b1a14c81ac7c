"""Datasets in the admin: whose they are, how large, and which cannot be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from training.datasets.models import Dataset, DatasetVersion
from training.datasets.services.make_dataset import remove_dataset

State = DatasetVersion.State
TONES = {State.READY: "success", State.FAILED: "danger", State.BUILDING: "info"}


@admin.register(Dataset)
class DatasetAdmin(ModelAdmin):
    """Answers: whose datasets are there, under which licence. Rows are their owner's and not shown."""

    list_display = ["name", "owner", "licence", "tags", "created_at"]
    list_filter = ["created_at", ("licence", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__email"]
    fields = ["name", "owner", "description", "licence", "tags", "is_favourite", "created_at", "updated_at"]
    readonly_fields = ["owner", "is_favourite", "created_at", "updated_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by their owners."""
        return False

    def delete_model(self, request: HttpRequest, obj: Dataset) -> None:
        """With every version."""
        remove_dataset(dataset=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Each with every version."""
        for dataset in queryset:
            remove_dataset(dataset=dataset)


@admin.register(DatasetVersion)
class DatasetVersionAdmin(ModelAdmin):
    """Answers: what is being read, what failed and why, what holds personal data."""

    list_display = [
        "dataset", "number", "owner", "shown_state", "made_by", "shape", "row_count", "refused_count", "problem", "created_at",
    ]  # fmt: skip
    list_filter = ["state", "made_by", "shape", "created_at"]
    list_select_related = ["dataset__owner"]
    search_fields = ["dataset__name", "dataset__owner__email", "digest"]
    fields = [
        "dataset", "number", "state", "made_by", "recipe", "shape", "row_count", "refused_count", "digest", "statistics",
        "problem", "created_at", "ready_at",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by jobs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version never changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It goes with its dataset."""
        return False

    @display(description="State", ordering="state", label=TONES)
    def shown_state(self, version: DatasetVersion) -> tuple[str, str]:
        """The state, coloured."""
        return version.state, version.get_state_display()

    @display(description="Owner", ordering="dataset__owner")
    def owner(self, version: DatasetVersion) -> str:
        """Whose it is."""
        return str(version.dataset.owner)
