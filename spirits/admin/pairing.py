"""Pairings in the admin: as a list, and as a matrix of every spirit with every other."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from unfold.decorators import action, display
from unfold.views import UnfoldModelAdminViewMixin

from spirits.admin.entry import EditableAdmin, EditedFilter
from spirits.models import Pairing, Spirit


class EffectFilter(admin.SimpleListFilter):
    """Pairs that help each other, or hinder each other."""

    title = "effect"
    parameter_name = "effect"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Three answers."""
        return [("help", "Synergy"), ("hinder", "Conflict"), ("none", "No effect")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen answer."""
        wanted = {"help": {"percent__gt": 0}, "hinder": {"percent__lt": 0}, "none": {"percent": 0}}
        return queryset.filter(**wanted.get(self.value() or "", {}))


@dataclass(frozen=True)
class Cell:
    """One field of the matrix."""

    percent: int | None
    title: str
    url: str

    @property
    def tone(self) -> str:
        """How it is coloured."""
        if not self.percent:
            return "none"
        strength = "strong" if abs(self.percent) >= 20 else "light"
        return f"{'help' if self.percent > 0 else 'hinder'}-{strength}"


class PairingMatrix(UnfoldModelAdminViewMixin, TemplateView):
    """Every live spirit with every other; each field leads to its pairing."""

    title = "Pairing matrix"
    permission_required = "spirits.view_pairing"
    template_name = "admin/spirits/pairing/matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows of the matrix, in catalogue order."""
        spirits = list(Spirit.objects.live().order_by("position", "id"))
        pairs = {frozenset({row.first_id, row.second_id}): row for row in Pairing.objects.all()}
        rows = [(one, [_cell(one, other, pairs) for other in spirits]) for one in spirits]
        return super().get_context_data(spirits=spirits, rows=rows, **kwargs)


def _cell(one: Spirit, other: Spirit, pairs: dict[frozenset[Any], Pairing]) -> Cell | None:
    if one == other:
        return None
    pairing = pairs.get(frozenset({one.pk, other.pk}))
    both = f"{one.name} and {other.name}"
    if pairing is None:
        return Cell(None, both, f"{reverse('admin:spirits_pairing_add')}?first={one.pk}&second={other.pk}")
    title = f"{both}: {pairing.percent:+d} % {pairing.name}".strip()
    return Cell(pairing.percent, title, reverse("admin:spirits_pairing_change", args=[pairing.pk]))


@admin.register(Pairing)
class PairingAdmin(EditableAdmin):
    """Answers: which spirits help each other, which hinder each other, and by how much."""

    list_display = ["pair", "effect", "name", "is_edited"]
    list_filter = [EffectFilter, EditedFilter]
    list_select_related = ["first", "second"]
    search_fields = ["name", "first__name", "second__name"]
    autocomplete_fields = ["first", "second"]
    fields = ["first", "second", "percent", "name", "edited_by_staff_at", "created_at", "updated_at"]
    actions_list = ["open_matrix"]

    def get_urls(self) -> list[Any]:
        """The matrix beside the usual pages."""
        view = self.admin_site.admin_view(PairingMatrix.as_view(model_admin=self))
        return [path("matrix/", view, name="spirits_pairing_matrix"), *super().get_urls()]

    @action(description="Matrix", url_path="open-matrix", icon="grid_on", permissions=["view"])
    def open_matrix(self, request: HttpRequest) -> Any:
        """Open the matrix."""
        return redirect("admin:spirits_pairing_matrix")

    @display(description="Pair")
    def pair(self, pairing: Pairing) -> str:
        """Both spirits."""
        return f"{pairing.first.name} + {pairing.second.name}"

    @display(description="Effect", ordering="percent", label={"help": "success", "hinder": "danger", "none": "info"})
    def effect(self, pairing: Pairing) -> tuple[str, str]:
        """The per cent as a label."""
        kind = "help" if pairing.percent > 0 else "hinder" if pairing.percent < 0 else "none"
        return kind, f"{pairing.percent:+d} %"
