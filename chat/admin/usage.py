"""Usage and fallback chains in the admin."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from chat.models import MinionFallback, UsageRecord

COLOURS = {"completed": "success", "stopped": "info", "incomplete": "warning", "failed": "danger"}


@admin.register(UsageRecord)
class UsageRecordAdmin(ModelAdmin):
    """What every call took, in chat and by other programs. Read-only."""

    list_display = [
        "at",
        "owner",
        "door",
        "provider_name",
        "model_name",
        "shown_state",
        "tokens",
        "points",
        "cost",
        "first_token_ms",
    ]
    list_filter = ["door", "kind", "state", "provider_name", "at"]
    search_fields = ["=id", "owner__email", "model_name", "=error_code"]
    list_select_related = ["owner"]
    fields = [
        "id",
        "at",
        "owner",
        "api_key",
        "minion",
        "language_model",
        "provider_name",
        "model_name",
        "run",
        "door",
        "kind",
        "state",
        "error_code",
        "input_tokens",
        "output_tokens",
        "is_estimated",
        "points",
        "cost",
        "first_token_ms",
        "total_ms",
    ]
    readonly_fields = fields
    ordering = ["-at", "-id"]
    show_full_result_count = False

    @display(description="state", ordering="state", label=COLOURS)
    def shown_state(self, record: UsageRecord) -> tuple[str, str]:
        """The state, coloured by how it ended."""
        return record.state, record.get_state_display()

    @admin.display(description="tokens in / out")
    def tokens(self, record: UsageRecord) -> str:
        """As the provider counted, or about."""
        return f"{'about ' if record.is_estimated else ''}{record.input_tokens} / {record.output_tokens}"

    @admin.display(description="money", ordering="cost_micros")
    def cost(self, record: UsageRecord) -> str:
        """What the provider charges, where its model has a price."""
        return f"{record.price['amount']:.6f} {record.cost_currency}" if record.price else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Calls write their records."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: UsageRecord | None = None) -> bool:
        """What happened is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: UsageRecord | None = None) -> bool:
        """Records are what bills are checked against."""
        return False


@admin.register(MinionFallback)
class MinionFallbackAdmin(ModelAdmin):
    """Which models stand in for a minion's own, and in which order."""

    list_display = ["minion", "position", "language_model"]
    list_select_related = ["minion", "language_model__provider"]
    autocomplete_fields = ["minion", "language_model"]
    search_fields = ["minion__name", "language_model__name"]
    ordering = ["minion", "position", "id"]
