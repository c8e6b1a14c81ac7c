"""The page of connected accounts and of what went out."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from spirits.models import OutboundMessage, SocialAccount
from spirits.queries.outbound_messages import messages_out_of, social_accounts_of
from spirits.services.messages import connect_account, disconnect_account
from spirits.views.page import page

ROWS = 50


class ConnectForm(forms.Form):
    """An account to connect."""

    network = forms.ChoiceField(label="Network", choices=SocialAccount.Network.choices)
    name = forms.CharField(max_length=60, help_text="How you call it.")
    server = forms.URLField(
        max_length=300,
        required=False,
        assume_scheme="https",
        label="Address",
        help_text="Your Mastodon server, or the web hook. Empty for Bluesky.",
    )
    handle = forms.CharField(max_length=200, required=False, help_text="For Bluesky, such as ann.bsky.social.")
    token = forms.CharField(
        max_length=1_000,
        required=False,
        label="Access token or app password",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@never_cache
@require_safe
@page
def connections(request: HttpRequest, user: User) -> HttpResponse:
    """Connected accounts, and the latest messages that went out."""
    return render(
        request,
        "spirits/connections.html",
        {
            "section": "connections",
            "accounts": social_accounts_of(user),
            "sent": messages_out_of(user).exclude(state=OutboundMessage.State.DRAFT)[:ROWS],
            "drafts": messages_out_of(user).filter(state=OutboundMessage.State.DRAFT)[:ROWS],
            "form": ConnectForm(),
        },
    )


@require_POST
@page
def connect(request: HttpRequest, user: User) -> HttpResponse:
    """Connect an account."""
    form = ConnectForm(request.POST)
    if form.is_valid():
        connect_account(user=user, now=now(), **form.cleaned_data)
        messages.success(request, "Connected.")
    for field, problems in form.errors.items():
        messages.error(request, f"{field}: {problems[0]}")
    return redirect("connections")


@require_POST
@page
def disconnect(request: HttpRequest, user: User, account_id: UUID) -> HttpResponse:
    """Forget an account and its token."""
    disconnect_account(user=user, account_id=account_id)
    messages.success(request, "Disconnected.")
    return redirect("connections")
