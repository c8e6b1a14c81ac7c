"""Runs in the admin: which answers fail, where and how long they take."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from chat.models import Run
from chat.rules.run_states import RunState

COLOURS = {
    RunState.QUEUED: "info",
    RunState.RUNNING: "info",
    RunState.COMPLETED: "success",
    RunState.STOPPED: "warning",
    RunState.INCOMPLETE: "warning",
    RunState.FAILED: "danger",
}


@admin.register(Run)
class RunAdmin(ModelAdmin):
    """Answers: what is being answered now, what failed and why, what it cost. Read-only."""

    list_display = ["id", "owner", "language_model", "shown_state", "error_code", "first_token", "duration", "tokens"]
    list_filter = ["state", "error_code", "language_model", "created_at"]
    search_fields = ["=id", "=conversation__id", "owner__email", "=error_code"]
    list_select_related = ["owner", "language_model__provider"]
    fields = [
        "id",
        "conversation",
        "owner",
        "minion",
        "minion_version",
        "language_model",
        "state",
        "finish_reason",
        "error_code",
        "error_message",
        "input_tokens",
        "output_tokens",
        "held_by",
        "held_until",
        "created_at",
        "started_at",
        "first_token_at",
        "finished_at",
    ]
    readonly_fields = fields
    ordering = ["-id"]
    show_full_result_count = False

    @display(description="state", ordering="state", label=COLOURS)
    def shown_state(self, run: Run) -> tuple[str, str]:
        """The state, coloured by how it ended."""
        return run.state, run.get_state_display()

    @admin.display(description="first words")
    def first_token(self, run: Run) -> str:
        """From asked to the first words, in seconds."""
        return f"{(run.first_token_at - run.created_at).total_seconds():.2f} s" if run.first_token_at else "-"

    @admin.display(description="took")
    def duration(self, run: Run) -> str:
        """From asked to the end, in seconds."""
        return f"{(run.finished_at - run.created_at).total_seconds():.1f} s" if run.finished_at else "-"

    @admin.display(description="tokens in / out")
    def tokens(self, run: Run) -> str:
        """What the provider counted."""
        return f"{run.input_tokens} / {run.output_tokens}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Runs are made by turns."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        """What happened is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        """A run goes with its conversation."""
        return False
