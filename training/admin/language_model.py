"""Models in the admin: who may use them, what they cost, what they can do."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from training.models import LanguageModel


@admin.register(LanguageModel)
class LanguageModelAdmin(ModelAdmin):
    """Answers: which models are offered, to whom, at what price."""

    list_display = [
        "name",
        "provider",
        "is_active",
        "is_listed",
        "is_default",
        "visibility",
        "context_length",
        "abilities",
        "points",
    ]
    list_editable = ["is_active", "visibility"]
    list_filter = [
        "provider",
        "is_active",
        "is_default",
        "is_listed",
        "visibility",
        "can_chat",
        "can_use_tools",
        "can_see",
        "can_embed",
    ]
    list_select_related = ["provider"]
    search_fields = ["name", "display_name", "family"]
    filter_horizontal = ["groups"]
    readonly_fields = ["provider", "name", "is_listed", "seen_at"]
    fieldsets = [
        (
            None,
            {"fields": ["provider", "name", "display_name", "tags", "is_active", "is_default", "visibility", "groups"]},
        ),
        ("Abilities", {"fields": ["can_chat", "can_use_tools", "can_see", "can_embed", "can_reason"]}),
        ("Size", {"fields": ["context_length", "max_output_tokens", "family", "parameter_size"]}),
        (
            "Price",
            {
                "fields": [
                    "input_points_per_million",
                    "output_points_per_million",
                    "price_currency",
                    "input_price",
                    "output_price",
                ]
            },
        ),
        ("Listing", {"fields": ["is_listed", "seen_at"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Models come from their provider's list."""
        return False

    @display(description="Abilities")
    def abilities(self, model: LanguageModel) -> str:
        """What it can do."""
        can = {
            "chat": model.can_chat,
            "tools": model.can_use_tools,
            "pictures": model.can_see,
            "vectors": model.can_embed,
            "thoughts": model.can_reason,
        }
        return ", ".join(name for name, is_so in can.items() if is_so)

    @display(description="Points per million", ordering="output_points_per_million")
    def points(self, model: LanguageModel) -> str:
        """The price of a million tokens in and out."""
        if not (model.input_points_per_million or model.output_points_per_million):
            return "free"
        return f"{model.input_points_per_million:,} in, {model.output_points_per_million:,} out"
