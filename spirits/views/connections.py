"""The page of connected accounts and of what went out."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.models import OutboundMessage, SocialAccount
from spirits.queries.outbound_messages import messages_out_of, social_accounts_of
from spirits.services.messages import connect_account, disconnect_account
from spirits.views.page import page

ROWS = 50


class ConnectForm(forms.Form):
    """An account to connect."""

    network = forms.ChoiceField(label="Network", choices=SocialAccount.Network.choices)
    name = forms.CharField(max_length=60, label="Name", help_text="How you call it.")
    server = forms.URLField(
        max_length=300,
        required=False,
        assume_scheme="https",
        label="Address",
        help_text="Your Mastodon server, or the web hook. Empty for Bluesky.",
    )
    handle = forms.CharField(
        max_length=200, required=False, label="Handle", help_text="For Bluesky, such as ann.bsky.social."
    )
    token = forms.CharField(
        max_length=1_000,
        required=False,
        label="Access token or app password",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(network, gettext(label)) for network, label in SocialAccount.Network.choices]
        self.fields["network"].choices = named  # type: ignore[attr-defined]  # a choice field


@never_cache
@require_safe
@page
def connections(request: HttpRequest, user: User) -> HttpResponse:
    """Connected accounts, and the latest messages that went out."""
    return _show(request, user, ConnectForm())


def _show(request: HttpRequest, user: User, form: ConnectForm, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "spirits/connections.html",
        {
            "section": "connections",
            "accounts": social_accounts_of(user),
            "sent": messages_out_of(user).exclude(state=OutboundMessage.State.DRAFT)[:ROWS],
            "drafts": messages_out_of(user).filter(state=OutboundMessage.State.DRAFT)[:ROWS],
            "form": form,
        },
        status=status,
    )


@require_POST
@page
def connect(request: HttpRequest, user: User) -> HttpResponse:
    """Connect an account; what is wrong stands at its field."""
    form = ConnectForm(request.POST)
    if form.is_valid():
        try:
            connect_account(user=user, now=now(), **form.cleaned_data)
        except DaimonError as error:
            for field, problems in (error.fields or {"": [error.message]}).items():
                form.add_error(field if field in form.fields else None, problems)
        else:
            messages.success(request, "Connected.")
            return redirect("connections")
    return _show(request, user, form, status=422)


@require_POST
@page
def disconnect(request: HttpRequest, user: User, account_id: UUID) -> HttpResponse:
    """Forget an account and its token."""
    disconnect_account(user=user, account_id=account_id)
    messages.success(request, "Disconnected.")
    return redirect("connections")
