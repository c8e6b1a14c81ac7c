"""The page on which staff move people of older versions of a plan to what is sold now, after looking at who that is."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.models import Plan
from spirits.services.subscription.migrate import MOST_AT_ONCE, migrate_subscriptions, preview_migration

SHOWN = 200


class MigrationForm(forms.Form):
    """From which plan to which, and why; ``agreed`` is the preview that was looked at."""

    source = forms.ModelChoiceField(
        Plan.objects.order_by("position", "pk"), label="People of the plan", widget=UnfoldAdminSelectWidget
    )
    target = forms.ModelChoiceField(
        Plan.objects.live().exclude(price_cents=0).order_by("position", "pk"),
        label="move to, as it is sold now",
        widget=UnfoldAdminSelectWidget,
    )
    _why = forms.CharField(
        max_length=300, label="Reason", widget=UnfoldAdminTextInputWidget
    )  # kept with each row's change
    agreed = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


def migrate_plans(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Show who would move and what it means to each; do it when the preview was agreed to and still holds."""
    form = MigrationForm(request.POST or None)
    context: dict[str, Any] = {**site.each_context(request), "title": "Move people to a plan", "form": form}
    if request.method == "POST" and form.is_valid():
        source, target = form.cleaned_data["source"], form.cleaned_data["target"]
        try:
            if form.cleaned_data["agreed"]:
                moved = migrate_subscriptions(
                    source=source, target=target, agreed=form.cleaned_data["agreed"], at=now()
                )
                messages.success(request, f"Moved with their next month, and told: {moved}.")
                return HttpResponseRedirect(reverse("admin:spirits_subscription_changelist"))
            found = preview_migration(source=source, target=target, at=now())
            context |= {"found": found, "shown": found.moves[:SHOWN], "most": MOST_AT_ONCE, "asked": form.cleaned_data}
            context["reason"] = form.cleaned_data["_why"]
        except DaimonError as error:
            context["problem"] = error.message
    return TemplateResponse(request, "admin/spirits/migrate_plans.html", context)
