"""The page on which staff open many spirits to many people from a CSV file, after looking at what would happen."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.queries.signed_in import signed_in
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.models import StaffRequest
from spirits.services.economy.bulk_grants import MOST_CHARACTERS, BulkGrants, read_grants, value_of_grants
from spirits.services.economy.four_eyes import Wanted, do_or_ask, needs_second

SHOWN = 500
POINTS = "PTS"


class BulkForm(forms.Form):
    """A file or its text, and why."""

    file = forms.FileField(required=False, label="CSV file")
    text = forms.CharField(
        required=False, widget=UnfoldAdminTextareaWidget, max_length=MOST_CHARACTERS, strip=False,
        label="or its lines", help_text="Columns: email, spirit, and if wanted ends_at (2026-12-31).",
    )  # fmt: skip
    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)
    token = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)

    def lines(self) -> str:
        """What was given; a file wins."""
        given = self.cleaned_data["file"]
        if given is None:
            return str(self.cleaned_data["text"])
        return str(given.read(MOST_CHARACTERS + 1).decode("utf-8", "replace"))


def bulk_grants(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Show what each line would do; do it when asked to, and only when every line is good."""
    form = BulkForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**site.each_context(request), "title": "Open spirits from a CSV file", "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            found = _read(form)
            if "confirm" in request.POST and not found["problems"]:
                return _confirm(request, form, found)
            context |= found
        except DaimonError as error:
            fields = [f"{name}: {' '.join(told)}" for name, told in getattr(error, "fields", {}).items()]
            context["problem"] = " ".join(fields) or error.message
    return TemplateResponse(request, "admin/spirits/bulk_grants.html", context)


def _read(form: BulkForm) -> dict[str, Any]:
    text = form.lines()
    lines = read_grants(text, at=now())
    value = value_of_grants(lines)
    return {
        "text": text,
        "lines": lines,
        "shown": lines[:SHOWN],
        "problems": sum(bool(each.problem) for each in lines),
        "value": value,
        "needs_second": needs_second(unit=POINTS, amount=value),
    }


def _confirm(request: HttpRequest, form: BulkForm, found: dict[str, Any]) -> HttpResponse:
    lines = found["lines"]
    wanted = Wanted(
        verb=StaffRequest.Verb.BULK,
        about=f"{len(lines)} lines of a CSV file",
        amount=found["value"],
        payload=BulkGrants.of(lines).payload(),
        reason=form.cleaned_data["reason"],
        key=f"bulk:{form.cleaned_data['token']}",
    )
    if do_or_ask(wanted, actor=signed_in(request), at=now()):
        messages.warning(request, "Nothing is open yet: this waits for a second person.")
        return HttpResponseRedirect(reverse("admin:spirits_staffrequest_changelist"))
    messages.success(request, f"{len(lines)} lines done.")
    return HttpResponseRedirect(reverse("admin:spirits_grant_changelist"))
