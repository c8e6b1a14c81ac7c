"""Categories, spirits and tools in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from unfold.decorators import display

from spirits.admin.entry import EditedFilter, ListedAdmin, MemberInline, SpreadsheetAdmin
from spirits.admin.resources import CategoryResource, SpiritResource, ToolResource
from spirits.models import Category, MinionSpirit, Spirit, SpiritTool, Tool
from spirits.rules.prices import money

TIER_COLOURS = {"Free": "success", "Basic": "info", "Professional": "warning", "Premium": "primary"}


@admin.register(Category)
class CategoryAdmin(SpreadsheetAdmin):
    """Answers: which shelves are there, and how full are they."""

    resource_classes = [CategoryResource]
    list_display = ["name", "slug", "spirit_count", "position", "is_edited"]
    search_fields = ["name", "slug"]
    list_filter = [EditedFilter]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """With the number of spirits."""
        rows: QuerySet[Category] = super().get_queryset(request)
        return rows.annotate(spirit_count=Count("spirits"))

    @display(description="Spirits", ordering="spirit_count")
    def spirit_count(self, category: Any) -> int:
        """How many spirits stand on it."""
        return int(category.spirit_count)


class SpiritToolInline(MemberInline):
    """The tools of a spirit, in order, each with the level that opens it."""

    model = SpiritTool
    fields = ["position", "tool", "unlock_level"]
    autocomplete_fields = ["tool"]
    ordering = ["position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SpiritTool]:
        """With the tools themselves."""
        rows: QuerySet[SpiritTool] = super().get_queryset(request)
        return rows.select_related("tool")


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("spirit").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


@admin.register(Spirit)
class SpiritAdmin(ListedAdmin):
    """Answers: what is on offer, for how much, from which rank on, and who uses it."""

    resource_classes = [SpiritResource]
    inlines = [SpiritToolInline]
    list_display = [
        "title",
        "category",
        "shown_tier",
        "price",
        "price_points",
        "unlock",
        "tool_count",
        "minion_count",
        "shown_state",
        "is_edited",
    ]
    list_filter = ["state", "tier", "category", "unlock_rank", EditedFilter]
    list_select_related = ["category"]
    search_fields = ["name", "slug", "summary", "tools__name"]
    ordering = ["position", "id"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "icon", "category", "summary", "description"]}),
        ("Access", {"fields": ["tier", "price_cents", "price_points", "unlock_rank", "unlock_level"]}),
        ("Catalogue", {"fields": ["state", "position", "edited_by_staff_at", "created_at", "updated_at"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Spirit]:
        """With the number of tools, and of the minions that have it in a slot."""
        rows: QuerySet[Spirit] = super().get_queryset(request)
        return rows.annotate(
            tool_count=_count(SpiritTool.objects.filter(spirit=OuterRef("pk"))),
            minion_count=_count(MinionSpirit.objects.filter(spirit=OuterRef("pk"), slot__isnull=False)),
        )

    @display(description="Spirit", ordering="name")
    def title(self, spirit: Spirit) -> str:
        """Icon and name."""
        return f"{spirit.icon} {spirit.name}"

    @display(description="Tier", ordering="tier", label=TIER_COLOURS)
    def shown_tier(self, spirit: Spirit) -> str:
        """The tier as a label."""
        return spirit.get_tier_display()

    @display(description="Price", ordering="price_cents")
    def price(self, spirit: Spirit) -> str:
        """In dollars."""
        return money(spirit.price_cents)

    @display(description="Unlocks at")
    def unlock(self, spirit: Spirit) -> str:
        """Rank and level."""
        return f"{spirit.get_unlock_rank_display()} {spirit.unlock_level}"

    @display(description="Tools", ordering="tool_count")
    def tool_count(self, spirit: Any) -> int:
        """How many tools it brings."""
        return int(spirit.tool_count)

    @display(description="In minions", ordering="minion_count")
    def minion_count(self, spirit: Any) -> int:
        """How many minions use it."""
        return int(spirit.minion_count)


@admin.register(Tool)
class ToolAdmin(ListedAdmin):
    """Answers: what can minions do, and which spirit brings it."""

    resource_classes = [ToolResource]
    list_display = ["name", "slug", "spirit_names", "description", "shown_state", "is_edited"]
    list_filter = ["state", EditedFilter, "spirits"]
    search_fields = ["name", "slug", "description"]
    prepopulated_fields = {}
    fields = ["name", "slug", "description", "state", "edited_by_staff_at", "created_at", "updated_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tool]:
        """With the spirits."""
        rows: QuerySet[Tool] = super().get_queryset(request)
        return rows.prefetch_related("spirits")

    @display(description="Spirits")
    def spirit_names(self, tool: Tool) -> str:
        """The spirits that bring it."""
        return ", ".join(spirit.name for spirit in tool.spirits.all())
