"""The pages of people: the first owner and the profile."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import OwnerExists, OwnerLinkInvalid
from accounts.forms import OwnerForm, ProfileForm
from accounts.services.owner import check_owner_token, make_owner
from accounts.services.profile import update_profile

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
            return perform_login(
                request, Login(user=person, email=person.email, redirect_url=settings.LOGIN_REDIRECT_URL)
            )
    except (OwnerLinkInvalid, OwnerExists) as error:
        return render(request, "accounts/owner_link_invalid.html", {"message": error.message}, status=404)
    return render(request, "accounts/owner.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A person's own settings."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        update_profile(user=request.user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        answer = redirect("profile")
        answer.set_cookie("theme", form.cleaned_data["theme"], max_age=YEAR, samesite="Lax")  # read by the page frame
        return answer
    return render(request, "accounts/profile.html", {"form": form, "has_mail": settings.HAS_MAIL})
