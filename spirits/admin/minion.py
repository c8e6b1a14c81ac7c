"""Minions in the admin: to see what people build, not to change it."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from spirits.models import Minion, MinionSpirit


@admin.register(Minion)
class MinionAdmin(ModelAdmin):
    """Answers: who built what, from which template, with which spirits. A minion belongs to its owner alone."""

    list_display = [
        "title",
        "owner",
        "spirit_names",
        "template",
        "language_model",
        "version",
        "created_at",
        "archived_at",
    ]
    list_filter = ["created_at", ("archived_at", admin.EmptyFieldListFilter), "template"]
    list_select_related = ["owner", "template", "language_model"]
    search_fields = ["name", "owner__email"]
    fields = [
        "id",
        "owner",
        "name",
        "avatar",
        "purpose",
        "template",
        "language_model",
        "version",
        "created_at",
        "archived_at",
    ]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Minion]:
        """With the spirits in their slots."""
        slots = MinionSpirit.objects.filter(slot__isnull=False).select_related("spirit").order_by("slot")
        rows: QuerySet[Minion] = super().get_queryset(request)
        return rows.prefetch_related(Prefetch("minion_spirits", slots, to_attr="equipped"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People build their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor does anybody else change them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Or delete them; they go with their owner."""
        return False

    @display(description="Minion", ordering="name")
    def title(self, minion: Minion) -> str:
        """Avatar and name."""
        return f"{minion.avatar} {minion.name}"

    @display(description="Spirits")
    def spirit_names(self, minion: Any) -> str:
        """Those in its slots."""
        return ", ".join(row.spirit.name for row in minion.equipped)
