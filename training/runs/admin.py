"""Training runs in the admin: what runs, what failed and why, and what minions got."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from training.runs.models import TrainedVersion, TrainingRun

State = TrainingRun.State
TONES = {
    State.READY: "success", State.FAILED: "danger", State.STOPPED: "warning", State.WAITING: "info", State.RUNNING: "info",
}  # fmt: skip
VERSION_TONES = {
    TrainedVersion.State.LIVE: "success", TrainedVersion.State.CANARY: "info", TrainedVersion.State.REFUSED: "danger", TrainedVersion.State.CANDIDATE: "info",
    TrainedVersion.State.RETIRED: "warning",
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


@admin.register(TrainingRun)
class TrainingRunAdmin(OwnersOnly):
    """Answers: what trains now, what failed and why."""

    list_display = [
        "name", "owner", "executor", "shown_state", "progress", "attempts", "problem", "created_at", "ended_at",
    ]  # fmt: skip
    list_filter = ["state", "executor", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__email", "dataset_name"]
    exclude = ["version", "config", "kept"]  # instructions are their owner's

    @display(description="State", ordering="state", label=TONES)
    def shown_state(self, run: TrainingRun) -> tuple[str, str]:
        """The state, coloured."""
        return run.state, run.get_state_display()


@admin.register(TrainedVersion)
class TrainedVersionAdmin(OwnersOnly):
    """Answers: what minions got from training, and what was refused by which gate."""

    list_display = ["name", "number", "owner", "executor", "shown_state", "reason", "created_at", "decided_at"]
    list_filter = ["state", "run__executor", "created_at"]
    list_select_related = ["owner", "run"]
    search_fields = ["name", "owner__email"]
    exclude = ["changes"]

    @display(description="State", ordering="state", label=VERSION_TONES)
    def shown_state(self, version: TrainedVersion) -> tuple[str, str]:
        """The state, coloured."""
        return version.state, version.get_state_display()

    @display(description="Executor", ordering="run__executor")
    def executor(self, version: TrainedVersion) -> str:
        """How it was made."""
        return version.run.executor
