"""The page of a person's files: what tools read and write."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.queries.workspace import bytes_used, files_of, trash_of
from spirits.rules.workspace_paths import LARGEST_FILE, LONGEST_PATH, QUOTA_BYTES
from spirits.services.workspace import (
    empty_trash,
    move_path,
    restore_file,
    trash_path,
    undo_change,
    write_files,
)
from spirits.views.page import page

MOST_AT_ONCE = 20
MOST_IN_TRASH = 100
SHOWN = 500


@never_cache
@require_safe
@page
def workspace(request: HttpRequest, user: User) -> HttpResponse:
    """Every file by its path, what they take, and the trash."""
    used = bytes_used(user)
    context = {
        "section": "workspace",
        "tab": "workspace",
        "files": files_of(user)[:SHOWN],
        "number": files_of(user).count(),
        "trash": trash_of(user)[:MOST_IN_TRASH],
        "used": used,
        "quota": QUOTA_BYTES,
        "largest": LARGEST_FILE,
    }
    return render(request, "spirits/workspace.html", context)


@require_POST
@page
def workspace_upload(request: HttpRequest, user: User) -> HttpResponse:
    """Put files into a folder; one of the same name becomes its next version."""
    given = request.FILES.getlist("files")
    if not given or len(given) > MOST_AT_ONCE:
        raise InvalidInput.of("files", _("Choose 1 to %d files.") % MOST_AT_ONCE)
    if any((file.size or 0) > LARGEST_FILE for file in given):
        raise InvalidInput.of("files", _("A file may have %d MB.") % (LARGEST_FILE // 1_000_000))
    folder = request.POST.get("folder", "").replace("\x00", "").strip()
    contents = {f"{folder}/{file.name}" if folder else str(file.name): file.read() for file in given}
    written = write_files(user=user, contents=contents, now=now())
    messages.success(request, ngettext("%d file is there.", "%d files are there.", len(written)) % len(written))
    return redirect("workspace")


@require_POST
@page
def workspace_change(request: HttpRequest, user: User, verb: str) -> HttpResponse:
    """Trash a file, restore it, or take its last change back."""
    path = request.POST.get("path", "").replace("\x00", "")[:500]
    verbs: dict[str, Callable[..., Any]] = {"trash": trash_path, "restore": restore_file, "undo": undo_change}
    verbs[verb](user=user, path=path, now=now())
    return redirect("workspace")


@require_POST
@page
def workspace_move(request: HttpRequest, user: User) -> HttpResponse:
    """Rename a file, or move it to another folder."""
    path, to = (request.POST.get(name, "").replace("\x00", "")[: LONGEST_PATH + 1] for name in ("path", "to"))
    move_path(user=user, path=path, to=to.strip(), now=now())
    messages.success(request, _("Moved."))
    return redirect("workspace")


@require_POST
@page
def workspace_empty_trash(request: HttpRequest, user: User) -> HttpResponse:
    """Delete for good what is in the trash."""
    number = empty_trash(user=user)
    messages.success(request, ngettext("%d file is gone.", "%d files are gone.", number) % number)
    return redirect("workspace")
