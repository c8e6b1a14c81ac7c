"""Moves from old folders in the admin: start one, read its report, take it back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.views.generic import FormView
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.views import UnfoldModelAdminViewMixin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from accounts.queries.signed_in import signed_in
from project.lib.errors import DaimonError
from training.legacy.services.ask import ask_to_move_in, ask_to_roll_back
from training.legacy.services.plan import owner_of_moved
from training.models import LegacyImport, LegacyLine

State = LegacyImport.State
TONES = {State.APPLIED: "success", State.APPLYING: "warning", State.REFUSED: "danger", State.CHECKED: "info"}
REVERSIBLE = (State.APPLIED, State.APPLYING)


class MoveInForm(forms.Form):
    """Which old folder, for whom, and whether to take it or only to look."""

    path = forms.CharField(
        max_length=1000,
        label="Old folder",
        widget=UnfoldAdminTextInputWidget,
        help_text="Its absolute path on this machine. It must lie below one of IMAGE_ROOTS and is not changed.",
    )
    owner = forms.CharField(
        max_length=254,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="E-mail address of the person who gets the jobs and image folders. Empty: the owner of this installation.",
    )
    verb = forms.ChoiceField(
        choices=[("check", "Only check, and show what would be taken"), ("apply", "Move in")],
        label="What to do",
        widget=UnfoldAdminSelectWidget,
    )


class RollBackForm(forms.Form):
    """Whether later changes may be lost."""

    discards_changes = forms.BooleanField(
        required=False,
        label="Also lose what was changed since",
        widget=UnfoldBooleanSwitchWidget,
        help_text="Otherwise nothing is rolled back when a job ran, an image was edited or a setting was changed after the move.",
    )


class MoveInView(UnfoldModelAdminViewMixin, FormView):
    """Start a check or a move."""

    title = "Move an old folder in"
    permission_required = "training.add_legacyimport"
    template_name = "admin/training/legacyimport/ask.html"
    form_class = MoveInForm
    success_url = reverse_lazy("admin:training_legacyimport_changelist")
    explanation = (
        "Old tasks become jobs, old image folders are opened in place, old settings are set. "
        "Everything is validated first; the report appears in the list when the job has ended."
    )
    verb = "Start"

    def form_valid(self, form: MoveInForm) -> HttpResponse:
        """Ask for the job; what the folder or the person lacks stands beside its field."""
        given = form.cleaned_data
        try:
            owner = owner_of_moved(given["owner"].strip())
            job = ask_to_move_in(
                path=given["path"], owner=owner, by=signed_in(self.request), applies=given["verb"] == "apply"
            )
        except DaimonError as error:
            form.add_error(next(iter(error.fields), None), error.message)
            return self.form_invalid(form)
        messages.success(self.request, f"The job {job.pk} does it. Reload this page to see its report.")
        return super().form_valid(form)


class RollBackView(UnfoldModelAdminViewMixin, FormView):
    """Confirm a rollback."""

    title = "Roll a move back"
    permission_required = "training.delete_legacyimport"
    template_name = "admin/training/legacyimport/ask.html"
    form_class = RollBackForm
    explanation = "Every row that this run made is deleted, and every setting it changed is put back. The old files stay as they are."
    verb = "Roll back"

    def form_valid(self, form: RollBackForm) -> HttpResponse:
        """Ask for the job."""
        run = get_object_or_404(LegacyImport, pk=self.kwargs["run"], state__in=REVERSIBLE)
        job = ask_to_roll_back(
            run=run, by=signed_in(self.request), discards_changes=form.cleaned_data["discards_changes"]
        )
        messages.success(self.request, f"The job {job.pk} rolls it back.")
        return redirect("admin:training_legacyimport_change", run.pk)


class LineInline(TabularInline):
    """The report, line by line."""

    model = LegacyLine
    fields = ["weight", "file", "place", "reason"]
    readonly_fields = fields
    extra = 0
    per_page = 50
    hide_title = True
    verbose_name_plural = "Report"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Written by the run."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Written by the run."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Written by the run."""
        return False


@admin.register(LegacyImport)
class LegacyImportAdmin(ModelAdmin):
    """Answers: which old folders were checked or moved in, what was not taken and why, what can be rolled back."""

    list_display = [
        "path",
        "shown_state",
        "owner",
        "started_by",
        "refused_count",
        "made_in_words",
        "problem",
        "created_at",
    ]
    list_filter = ["state", "created_at"]
    list_select_related = ["owner", "started_by"]
    search_fields = ["path", "owner__email"]
    inlines = [LineInline]
    fields = [
        "id", "path", "state", "owner", "started_by", "found_in_words", "made_in_words", "position", "refused_count", "problem",
        "manifest", "created_at", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    actions_list = ["move_in"]
    actions_detail = ["roll_back"]

    def get_urls(self) -> list[Any]:
        """With the pages that start a move and a rollback."""
        ask = self.admin_site.admin_view(MoveInView.as_view(model_admin=self))
        back = self.admin_site.admin_view(RollBackView.as_view(model_admin=self))
        return [
            path("move-in/", ask, name="training_legacyimport_ask"),
            path("<uuid:run>/roll-back/", back, name="training_legacyimport_ask_back"),
            *super().get_urls(),
        ]

    @action(
        description="Move an old folder in",
        url_path="begin",
        icon="drive_file_move",
        permissions=["move_in"],
    )
    def move_in(self, request: HttpRequest) -> HttpResponse:
        """Open the form."""
        return redirect("admin:training_legacyimport_ask")

    @action(description="Roll back", url_path="begin-back", icon="undo", permissions=["roll_back"])
    def roll_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Open the form, where there is something to take back."""
        run = get_object_or_404(LegacyImport, pk=object_id)
        if run.state not in REVERSIBLE:
            messages.error(request, "This run stored nothing, or was rolled back already.")
            return redirect("admin:training_legacyimport_change", run.pk)
        return redirect(reverse("admin:training_legacyimport_ask_back", args=[run.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by runs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Changed by runs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The record stays."""
        return False

    def has_move_in_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may start a move."""
        return request.user.has_perm("training.add_legacyimport")

    def has_roll_back_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may take one back."""
        return request.user.has_perm("training.delete_legacyimport")

    @display(description="State", ordering="state", label=TONES)
    def shown_state(self, run: LegacyImport) -> tuple[str, str]:
        """The state, coloured."""
        return run.state, run.get_state_display()

    @display(description="Can be taken")
    def found_in_words(self, run: LegacyImport) -> str:
        """Numbers by kind."""
        return _in_words(run.found)

    @display(description="Made")
    def made_in_words(self, run: LegacyImport) -> str:
        """Numbers by kind."""
        return _in_words(run.made)


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in counts.items() if number) or "–"
