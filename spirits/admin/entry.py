"""What the admin pages of all catalogue entries share: state actions, the staff mark, import and export."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, JSON
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.import_export.forms import ExportForm, ImportForm
from unfold.decorators import display

from project.lib.clock import now
from spirits.models.entry import Editable, Listed
from spirits.services.edit_catalogue import change_state, mark_edited

STATE_COLOURS = {"Live": "success", "Draft": "info", "Retired": "danger"}


class EditableAdmin(ModelAdmin):
    """An entry that the file brings and staff edit. It is retired, never deleted: what it was sold as must stay."""

    readonly_fields = ["edited_by_staff_at", "created_at", "updated_at"]
    list_per_page = 100
    list_fullwidth = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes an entry; the file would bring it back."""
        return False

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save the members; whatever changed, the entry counts as edited by staff."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            mark_edited(entry=form.instance, at=now())

    @display(description="By staff", ordering="edited_by_staff_at", label={"Edited": "warning"}, empty_value="")
    def is_edited(self, entry: Editable) -> str | None:
        """Whether load_catalogue leaves it alone."""
        return "Edited" if entry.edited_by_staff_at else None


class SpreadsheetAdmin(EditableAdmin, ImportExportModelAdmin):
    """An entry that also travels as CSV and JSON."""

    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = [CSV, JSON]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Importing adds and changes."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Exporting reads."""
        return bool(self.has_view_permission(request))


class ListedAdmin(SpreadsheetAdmin):
    """An entry with a state, which changes through actions."""

    actions = ["publish", "retire", "withdraw"]
    list_filter_submit = True
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The state has its actions; the slug is what files and programs know the entry by."""
        return [*super().get_readonly_fields(request, obj), "state", *(["slug"] if obj else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Only while the slug can be typed."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    @display(description="State", ordering="state", label=STATE_COLOURS)
    def shown_state(self, entry: Listed) -> str:
        """The state as a label."""
        return entry.get_state_display()

    def _change_state(self, request: HttpRequest, chosen: QuerySet[Any], state: Listed.State) -> None:
        ids = chosen.values_list("pk", flat=True)
        changed = change_state(kind=self.model, ids=ids, state=state, at=now())
        messages.success(request, f"{changed} now {state.label.lower()}.")

    @admin.action(description="Make live", permissions=["change"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Offer the chosen entries to everybody."""
        self._change_state(request, chosen, Listed.State.LIVE)

    @admin.action(description="Retire", permissions=["change"])
    def retire(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Keep them where they are used, and offer them no longer."""
        self._change_state(request, chosen, Listed.State.RETIRED)

    @admin.action(description="Back to draft", permissions=["change"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Show them to staff only."""
        self._change_state(request, chosen, Listed.State.DRAFT)


class MemberInline(TabularInline):
    """The members of an entry, on its own page."""

    extra = 0
    hide_title = True
    autocomplete_fields = ["spirit"]


class EditedFilter(admin.SimpleListFilter):
    """Those that staff have edited, or those as delivered."""

    title = "edited by staff"
    parameter_name = "edited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Two answers."""
        return [("yes", "Edited"), ("no", "As delivered")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen answer."""
        if self.value() in {"yes", "no"}:
            return queryset.filter(edited_by_staff_at__isnull=self.value() == "no")
        return queryset
