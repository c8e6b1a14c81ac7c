"""Invitations in the admin: make one, copy its link once, take it back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from unfold.admin import ModelAdmin

from accounts.models import Invitation
from accounts.queries.signed_in import signed_in
from accounts.services.invitations import invite, withdraw
from project.lib.clock import now


@admin.register(Invitation)
class InvitationAdmin(ModelAdmin):
    """Answers: who was invited by whom, and did they come."""

    list_display = ["__str__", "invited_by", "created_at", "expires_at", "used_at", "used_by"]
    list_filter = ["used_at", "expires_at"]
    list_select_related = ["invited_by", "used_by"]
    search_fields = ["email"]
    fields = ["email"]
    actions = ["withdraw_selected"]

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """An invitation is made or withdrawn, never edited."""
        return False

    def save_model(self, request: HttpRequest, obj: Invitation, form: ModelForm, change: bool) -> None:
        """Make the invitation and show its link this once."""
        made, token = invite(by=signed_in(request), at=now(), email=form.cleaned_data["email"])
        obj.__dict__.update(made.__dict__)
        link = request.build_absolute_uri(f"{reverse('account_signup')}?invitation={token}")
        messages.success(request, f"Send this link, it is shown only now and works once: {link}")

    @admin.action(description="Withdraw the selected invitations", permissions=["add"])
    def withdraw_selected(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """End every chosen invitation that was not used."""
        for invitation in chosen:
            withdraw(invitation=invitation, at=now())
