"""The pages of releases: every release, and one with its manifest and what it changed."""

from difflib import unified_diff
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.listing import first_part, made_before, query_string
from spirits.downloads import manifest_file
from spirits.models import Release
from spirits.queries.releases import applications_of, get_release, listed_releases_of, release_before
from spirits.services.releases import delete_release, go_back
from spirits.views.page import page

SHOWN = 30


@never_cache
@require_safe
@page
def releases(request: HttpRequest, user: User) -> HttpResponse:
    """Every release, newest first, or those of one application; a request of htmx gets the next ones alone."""
    application = request.GET.get("application", "").replace("\x00", "")[:53]
    shown, next_url = _page(user, application, request.GET.get("before", ""))
    context = {"releases": shown, "next_url": next_url, "application": application}
    if request.headers.get("HX-Request"):
        return render(request, "spirits/_release_list.html", context)
    context |= {"section": "workspace", "tab": "releases", "applications": applications_of(user)}
    return render(request, "spirits/releases.html", context)


@never_cache
@require_safe
@page
def release(request: HttpRequest, user: User, release_id: UUID) -> HttpResponse:
    """One release: its manifest, and the lines in which it differs from the one before."""
    found = get_release(user, release_id)
    before = release_before(found)
    context = {"section": "workspace", "tab": "releases", "release": found, "before": before}
    if before:
        context["changes"] = "\n".join(_changes(before, found))
    return render(request, "spirits/release.html", context)


@never_cache
@require_safe
@page
def file(request: HttpRequest, user: User, release_id: UUID) -> HttpResponse:
    """The manifest, to be saved."""
    return manifest_file(get_release(user, release_id))


@require_POST
@page
def back(request: HttpRequest, user: User, release_id: UUID) -> HttpResponse:
    """Go back to it, by a new release."""
    made = go_back(user=user, release_id=release_id, now=now())
    messages.success(
        request, _("%(name)s is at release %(number)d now.") % {"name": made.application, "number": made.number}
    )
    return redirect("release", made.pk)


@require_POST
@page
def delete(request: HttpRequest, user: User, release_id: UUID) -> HttpResponse:
    """For good."""
    delete_release(user=user, release_id=release_id)
    messages.success(request, _("The release is gone."))
    return redirect("releases")


def _page(user: User, application: str, before: str) -> tuple[list[Release], str]:
    rows = listed_releases_of(user)
    rows = rows.filter(application=application) if application else rows
    shown, last = first_part(made_before(rows, before), SHOWN)
    if not last:
        return shown, ""
    return shown, f"{reverse('releases')}?{query_string(application=application, before=last.pk.hex)}"


def _changes(before: Release, found: Release) -> list[str]:
    lines = unified_diff(before.manifest.splitlines(), found.manifest.splitlines(), lineterm="", n=2)
    return [line for line in lines if not line.startswith(("---", "+++"))]
