"""The pages of notifications: what a person was told, and how they want to be told."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Channel, User
from accounts.notices import notice_kinds
from accounts.queries.notifications import browsers_of, channels_ready, notifications_of, settings_of
from accounts.queries.signed_in import signed_in
from accounts.services.notifications import (
    choose_channels,
    mark_all_read,
    mark_read,
    set_quiet_hours,
    set_webhook,
    subscribe_push,
    unsubscribe_push,
)
from accounts.services.notifications.push import public_site_key
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput, NotFound

ROWS = 30


class QuietForm(forms.Form):
    """When nothing leaves the site."""

    quiet_from = forms.TimeField(required=False, label="From", widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(required=False, label="Until", widget=forms.TimeInput(attrs={"type": "time"}))


class WebhookForm(forms.Form):
    """Where web hooks go."""

    url = forms.URLField(required=False, max_length=500, label="Address", assume_scheme="https")


class BrowserForm(forms.Form):
    """What a browser's PushSubscription says of itself."""

    endpoint = forms.URLField(max_length=600, assume_scheme="https")
    public_key = forms.CharField(max_length=100)
    auth_secret = forms.CharField(max_length=40)


@login_required
@never_cache
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What the person was told, newest first; ``before`` goes on after a row."""
    rows = notifications_of(signed_in(request))
    before = request.GET.get("before", "")
    if before:
        rows = rows.filter(pk__lt=_uuid(before))
    found = list(rows[: ROWS + 1])
    last = found[ROWS - 1].pk if len(found) > ROWS else None
    template = "accounts/_notifications.html" if request.headers.get("HX-Request") else "accounts/notifications.html"
    return render(request, template, {"rows": found[:ROWS], "last": last, "section": "notifications"})


@login_required
@require_POST
def open_notification(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """Mark one as read and go where it leads."""
    try:
        told = mark_read(user=signed_in(request), notification_id=notification_id, at=now())
    except NotFound as error:
        raise Http404(error.message) from error
    return redirect(told.link or "notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_all_read(user=signed_in(request), at=now())
    return redirect("notifications")


@login_required
@never_cache
@require_safe
def notification_settings(request: HttpRequest) -> HttpResponse:
    """Which news leaves the site by which way, quiet hours and the web hook."""
    return _settings_page(request, secret="")


@login_required
@require_POST
def save_notification_settings(request: HttpRequest) -> HttpResponse:
    """The switches and the quiet hours."""
    user = signed_in(request)
    form = QuietForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, "Please give times such as 22:00.")
            return redirect("notification-settings")
        set_quiet_hours(user=user, **form.cleaned_data)
        choose_channels(user=user, choices=_chosen(request))
        messages.success(request, "Saved.")
    except DaimonError as error:
        messages.error(request, error.message)
    return redirect("notification-settings")


@login_required
@never_cache
@require_POST
def save_webhook(request: HttpRequest) -> HttpResponse:
    """Set or end the web hook; the secret is shown this once."""
    form = WebhookForm(request.POST)
    if not form.is_valid():
        messages.error(request, "This is no web address.")
        return redirect("notification-settings")
    return _settings_page(request, secret=set_webhook(user=signed_in(request), url=form.cleaned_data["url"]))


@login_required
@require_POST
def subscribe_browser(request: HttpRequest) -> HttpResponse:
    """Show push messages in the browser whose address and keys these are."""
    form = BrowserForm(request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput("The browser gave no address and keys for push messages.")
        subscribe_push(user=signed_in(request), at=now(), **form.cleaned_data)
        messages.success(request, "This browser shows your push messages.")
    except DaimonError as error:
        messages.error(request, error.message)
    return redirect("notification-settings")


@login_required
@require_POST
def forget_browser(request: HttpRequest, push_subscription_id: UUID) -> HttpResponse:
    """Send no more push messages to one of the person's browsers."""
    try:
        unsubscribe_push(user=signed_in(request), subscription_id=push_subscription_id)
    except NotFound as error:
        raise Http404(error.message) from error
    messages.success(request, "It shows no more push messages.")
    return redirect("notification-settings")


def _settings_page(request: HttpRequest, *, secret: str) -> HttpResponse:
    user = signed_in(request)
    chosen = settings_of(user)
    context = {
        "quiet": QuietForm(initial={"quiet_from": chosen.quiet_from, "quiet_until": chosen.quiet_until}),
        "webhook": WebhookForm(initial={"url": chosen.webhook_url}),
        "secret": secret,
        "channels": _channels(user),
        "browsers": browsers_of(user),
        "push_key": public_site_key(),
        "kinds": [
            (kind, [(each, each.value in chosen.choices.get(kind.slug, kind.by_default)) for each in Channel])
            for kind in notice_kinds().values()
        ],
    }
    return render(request, "accounts/notification_settings.html", context)


def _channels(user: User) -> list[tuple[Channel, bool]]:
    ready = channels_ready(user)
    return [(channel, channel in ready) for channel in Channel]


def _chosen(request: HttpRequest) -> dict[str, list[str]]:
    return {kind: [each for each in request.POST.getlist(kind) if each in Channel.values] for kind in notice_kinds()}


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise Http404 from error
