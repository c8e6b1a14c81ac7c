"""What the admin pages of the economy share: rows that are read, actions that give a reason."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import ActionForm

from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.models import StaffRequest
from spirits.rules.economy.amounts import LARGEST

MOST_AT_ONCE = 100


class ReasonForm(ActionForm):
    """The bar above the list: what to do, and why."""

    reason = forms.CharField(max_length=300, required=False, label="Reason or payment reference")


class PointsForm(ReasonForm):
    """The same with a number of points, and a token that makes sending the page twice harmless."""

    points = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, label="Points")
    token = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)


class RefundForm(ReasonForm):
    """The same with an amount in cents or points, and a token that makes sending the page twice harmless."""

    amount = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, label="Amount (empty: all)")
    token = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)


class ReadAdmin(ModelAdmin):
    """Rows that nobody adds, edits or deletes by hand."""

    action_form = ReasonForm
    list_per_page = 100
    list_fullwidth = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Services write these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Services change these rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """These rows stay."""
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Who may change rows of this kind may run its actions."""
        meta = self.model._meta
        return request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}")

    def each(self, request: HttpRequest, rows: QuerySet[Any], verb: Callable[[Any, str], Any], done: str) -> None:
        """Call the verb with each row and the reason; without a reason nothing happens, and each refusal is said.

        A verb that returns a StaffRequest did nothing yet.
        """
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, "Nothing was done: give a reason (or the payment's reference) beside the action.")
            return
        if rows.count() > MOST_AT_ONCE:
            messages.error(request, f"Nothing was done: at most {MOST_AT_ONCE} rows at once.")
            return
        counts: Counter[str] = Counter()
        for row in rows:
            try:
                waits = isinstance(verb(row, reason), StaffRequest)
                counts["waiting for a second person" if waits else done] += 1
            except DaimonError as error:
                messages.error(request, f"{row}: {error.message}")
        for what, count in counts.items():
            messages.success(request, f"{count} {what}.")
