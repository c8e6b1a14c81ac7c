"""The pages of people: the first owner, the profile, devices and API keys."""

from datetime import timedelta
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import OwnerExists, OwnerLinkInvalid
from accounts.forms import ApiKeyForm, OwnerForm, ProfileForm
from accounts.queries.access import api_keys_of, devices_of
from accounts.queries.proof import has_recent_proof
from accounts.queries.signed_in import signed_in
from accounts.services.api_keys import make_api_key, revoke_api_key
from accounts.services.device_sessions import revoke_all_sessions, revoke_session
from accounts.services.owner import check_owner_token, make_owner
from accounts.services.profile import update_profile
from project.lib.clock import now
from project.lib.errors import DaimonError, NotFound

YEAR = 60 * 60 * 24 * 365


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the owner link: makes the first owner and signs them in; dead as soon as anybody has an account."""
    form = OwnerForm(request.POST or None)
    try:
        check_owner_token(token)
        if request.method == "POST" and form.is_valid():
            person = make_owner(**form.cleaned_data)
            login = Login(user=person, email=person.email, redirect_url=settings.LOGIN_REDIRECT_URL)
            entered: HttpResponse = perform_login(request, login)
            return entered
    except (OwnerLinkInvalid, OwnerExists) as error:
        return render(request, "accounts/owner_link_invalid.html", {"message": error.message}, status=404)
    return render(request, "accounts/owner.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A person's own settings."""
    form = ProfileForm(request.POST or None, instance=signed_in(request))
    if request.method == "POST" and form.is_valid():
        update_profile(user=signed_in(request), **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        answer = redirect("profile")
        answer.set_cookie("theme", form.cleaned_data["theme"], max_age=YEAR, samesite="Lax")  # read by the page frame
        return answer
    return render(request, "accounts/profile.html", {"form": form, "has_mail": settings.HAS_MAIL})


@login_required
@never_cache
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where a person is signed in."""
    rows = list(devices_of(signed_in(request), at=now())[:100])
    current = getattr(request.session, "device_id", None)
    return render(request, "accounts/devices.html", {"devices": rows, "current": current})


@login_required
@require_POST
def sign_out_device(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign one device out."""
    try:
        revoke_session(user=signed_in(request), session_id=session_id, at=now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, "The device is signed out.")
    return redirect("devices")


@login_required
@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    """Sign every other device out."""
    ended = revoke_all_sessions(user=signed_in(request), at=now(), except_key=request.session.session_key)
    messages.success(request, f"Signed out on other devices: {ended}.")
    return redirect("devices")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: HttpRequest) -> HttpResponse:
    """A person's API keys; making one asks for a recent sign-in and shows the secret on that answer only."""
    return _make_key(request) if request.method == "POST" else _show_keys(request, ApiKeyForm())


def _make_key(request: HttpRequest) -> HttpResponse:
    if not has_recent_proof(request.session, at=now()):
        raise ReauthenticationRequired
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        return _show_keys(request, form)
    at, days = now(), form.cleaned_data["days"]
    try:
        _, secret = make_api_key(
            user=signed_in(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            at=at,
            expires_at=at + timedelta(days=days) if days else None,
        )
    except DaimonError as error:
        form.add_error(None, error.message)
        return _show_keys(request, form)
    return _show_keys(request, ApiKeyForm(), secret=secret)


def _show_keys(request: HttpRequest, form: ApiKeyForm, secret: str = "") -> HttpResponse:
    keys = list(api_keys_of(signed_in(request))[:100])
    return render(request, "accounts/api_keys.html", {"keys": keys, "form": form, "secret": secret, "now": now()})


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End one key."""
    try:
        revoke_api_key(user=signed_in(request), key_id=key_id, at=now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, "The key is revoked.")
    return redirect("api-keys")
