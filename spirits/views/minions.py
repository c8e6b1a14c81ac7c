"""The pages of minions: the list, one minion, and what is done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from spirits.forms import MinionFileForm, as_download
from spirits.models import Minion
from spirits.queries.limits import limits_of
from spirits.queries.minions import get_minion, get_readable_minion, history_of, minions_of, search_minions
from spirits.queries.synergy import pair_table
from spirits.rules.changes import changes_of
from spirits.rules.synergy import Synergy, synergy_within
from spirits.services.create_minion import NewMinion, clone_minion
from spirits.services.exchange_minion import export_minion, file_name, import_minion
from spirits.services.save_minion import archive_minion, delete_minion, restore_minion, restore_version
from spirits.views.minion_tools import servers_of, slots_of
from spirits.views.page import page

VERSIONS = 10


@require_safe
@page
def minions(request: HttpRequest, user: User) -> HttpResponse:
    """The person's minions, those in use or those put away."""
    own = minions_of(user)
    is_archive = "archived" in request.GET
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    rows = own.exclude(archived_at=None) if is_archive else own.filter(archived_at=None)
    table = pair_table()
    context = {
        "section": "minions",
        "minions": [(minion, _synergy(minion, table)) for minion in search_minions(rows, text)],
        "is_archive": is_archive,
        "text": text,
        "archived_count": Minion.objects.filter(owner=user).exclude(archived_at=None).count(),
        "used": Minion.objects.filter(owner=user, archived_at=None).count(),
        "limits": limits_of(user),
        "file_form": MinionFileForm(),
    }
    return render(request, "spirits/minions.html", context)


def _synergy(minion: Any, table: Any) -> Synergy:
    return synergy_within([row.spirit.slug for row in minion.equipped], table)


@require_safe
@page
def minion(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """One minion: its spirits and tool servers with their tools, what they gain together, how it works, and its history."""
    found: Any = get_minion(user, minion_id)
    context = {
        "section": "minions",
        "minion": found,
        "slots": slots_of(found),
        "servers": servers_of(user, found),
        "synergy": _synergy(found, pair_table()),
        **_history(found),
    }
    return render(request, "spirits/minion.html", context)


@require_safe
@page
def shared(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """A minion that somebody else may look at and copy; owners go to their own page."""
    found = get_readable_minion(user, minion_id)
    if found.owner_id == user.pk:
        return redirect("minion", minion_id)
    return render(request, "spirits/shared_minion.html", {"section": "minions", "minion": found})


@require_safe
@page
def versions(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """The minion's history; a request of htmx gets the next rows alone."""
    found = get_minion(user, minion_id)
    raw = request.GET.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    template = "spirits/_versions.html" if request.headers.get("HX-Request") else "spirits/versions.html"
    return render(request, template, {"section": "minions", "minion": found, **_history(found, before)})


def _history(minion: Minion, before: int | None = None) -> dict[str, Any]:
    """Some versions, newest first, each with what it changed."""
    rows = history_of(minion)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: VERSIONS + 1])
    shown = found[:VERSIONS]
    history = [
        (each, changes_of(each.state, older.state if older else None))
        for each, older in zip(shown, [*found[1:], None], strict=False)
    ]
    next_url = ""
    if len(found) > VERSIONS:
        next_url = f"{reverse('minion-versions', args=[minion.pk])}?before={shown[-1].number}"
    return {"history": history, "next_url": next_url}


@require_POST
@page
def clone(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """Copy it, and look at the copy."""
    return show_new(request, clone_minion(user=user, minion_id=minion_id))


@require_POST
@page
def archive(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """Put it away."""
    found = archive_minion(user=user, minion_id=minion_id, now=now())
    messages.success(request, f"{found.name} is archived.")
    return redirect("minions")


@require_POST
@page
def restore(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """Take it back into use."""
    found = restore_minion(user=user, minion_id=minion_id)
    messages.success(request, f"{found.name} is back.")
    return redirect("minion", found.pk)


@require_POST
@page
def delete(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """Delete it for good."""
    delete_minion(user=user, minion_id=minion_id)
    messages.success(request, "The minion is deleted.")
    return redirect("minions")


@require_POST
@page
def restore_former(request: HttpRequest, user: User, minion_id: UUID, number: int) -> HttpResponse:
    """Make it what it was at that version."""
    found = restore_version(user=user, minion_id=minion_id, number=number)
    messages.success(request, f"{found.name} is what it was at version {number}, as version {found.version}.")
    return redirect("minion", found.pk)


@require_safe
@page
def export(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """The minion as a file to save."""
    document = export_minion(user=user, minion_id=minion_id)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(document)}"'}
    return HttpResponse(as_download(document), content_type="application/json", headers=headers)


@require_POST
@page
def import_file(request: HttpRequest, user: User) -> HttpResponse:
    """A new minion from a saved file."""
    form = MinionFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(problem) for problems in form.errors.values() for problem in problems))
        return redirect("minions")
    return show_new(request, import_minion(user=user, document=form.cleaned_data["file"]))


def show_new(request: HttpRequest, made: NewMinion) -> HttpResponse:
    """Go to the new minion, and say what it could not get."""
    messages.success(request, f"{made.minion.name} is ready.")
    for left_out in made.left_out:
        messages.warning(request, f"Left out: {left_out.name}. {left_out.reason}.")
    return redirect("minion", made.minion.pk)
