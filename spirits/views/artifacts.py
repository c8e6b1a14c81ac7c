"""The pages of what tools made: all of it as pictures and rows, one thing, and the files as the browser gets them."""

from dataclasses import dataclass
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
from project.lib.errors import DaimonError
from project.lib.listing import Choice, first_part, made_before, query_string
from spirits.downloads import artifact_file
from spirits.errors import ArtifactNotFound
from spirits.models import Artifact
from spirits.queries.artifacts import artifact_bytes, artifacts_of, get_artifact, narrowed, tools_with_artifacts
from spirits.rules.artifact_kinds import DRAWN, QUOTA_BYTES, ArtifactKind, is_text
from spirits.rules.workspace_paths import LONGEST_PATH
from spirits.services.artifacts import copy_to_workspace, delete_artifact, large_picture, small_picture
from spirits.services.keep_artifact import content_of
from spirits.views.page import page
from training.images.views.drawn import drawn_picture

SHOWN = 24
LONGEST_PREVIEW = 20_000  # characters
LONGEST_WORDS = 120


@dataclass(frozen=True)
class Wanted:
    """What the address asks to see."""

    kind: str = ""
    tool: str = ""
    words: str = ""

    def address(self, **more: str) -> str:
        """The query string for it, with something else in it."""
        return query_string(**{"kind": self.kind, "tool": self.tool, "q": self.words, **more})


@never_cache
@require_safe
@page
def artifacts(request: HttpRequest, user: User) -> HttpResponse:
    """What tools made, newest first, narrowed as asked; a request of htmx gets the next ones alone."""
    wanted = _wanted(request)
    shown, next_url = _page(user, wanted, request.GET.get("before", ""))
    context = {"artifacts": shown, "next_url": next_url, "wanted": wanted}
    if request.headers.get("HX-Request"):
        return render(request, "spirits/_artifact_list.html", context)
    context |= {
        "section": "workspace",
        "tab": "artifacts",
        "choices": [
            _choice("", _("All"), wanted),
            *(_choice(each.value, _(each.label), wanted) for each in ArtifactKind),
        ],
        "tools": tools_with_artifacts(user),
        "used": artifact_bytes(user),
        "quota": QUOTA_BYTES,
    }
    return render(request, "spirits/artifacts.html", context)


@never_cache
@require_safe
@page
def artifact(request: HttpRequest, user: User, artifact_id: UUID) -> HttpResponse:
    """One thing with what it is, where it came from, and a look at it."""
    found = get_artifact(user, artifact_id)
    text, is_cut, is_gone = _text(found)
    context = {
        "section": "workspace",
        "tab": "artifacts",
        "artifact": found,
        "kind": _(found.kind.label),
        "text": text,
        "is_cut": is_cut,
        "is_gone": is_gone,
        "longest_path": LONGEST_PATH,
    }
    return render(request, "spirits/artifact.html", context)


@require_safe
@page
def file(request: HttpRequest, user: User, artifact_id: UUID) -> HttpResponse:
    """The file, to be saved."""
    return artifact_file(get_artifact(user, artifact_id))


@require_safe
@page
def small(request: HttpRequest, user: User, artifact_id: UUID) -> HttpResponse:
    """A small picture of it, drawn anew."""
    return _picture(get_artifact(user, artifact_id), is_small=True)


@require_safe
@page
def large(request: HttpRequest, user: User, artifact_id: UUID) -> HttpResponse:
    """A picture of it at up to 1024 pixels, drawn anew."""
    return _picture(get_artifact(user, artifact_id), is_small=False)


@require_POST
@page
def copy(request: HttpRequest, user: User, artifact_id: UUID) -> HttpResponse:
    """Put a copy into the workspace."""
    path = request.POST.get("path", "").replace("\x00", "")[: LONGEST_PATH + 1].strip()
    get_artifact(user, artifact_id)
    try:
        made = copy_to_workspace(user=user, artifact_id=artifact_id, path=path, now=now())
    except DaimonError as error:
        messages.error(request, error.message)
        return redirect("artifact", artifact_id)
    messages.success(request, _("A copy is in the workspace: %(path)s") % {"path": made.path})
    return redirect("artifact", artifact_id)


@require_POST
@page
def delete(request: HttpRequest, user: User, artifact_id: UUID) -> HttpResponse:
    """For good."""
    delete_artifact(user=user, artifact_id=artifact_id)
    messages.success(request, _("It is gone."))
    return redirect("artifacts")


def _choice(kind: str, label: str, wanted: Wanted) -> Choice:
    return Choice(label, wanted.address(kind=kind), kind == wanted.kind)


def _wanted(request: HttpRequest) -> Wanted:
    kind = request.GET.get("kind", "")
    return Wanted(
        kind=kind if kind in ArtifactKind.values else "",
        tool=request.GET.get("tool", "").replace("\x00", "")[:120],
        words=request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST_WORDS],
    )


def _page(user: User, wanted: Wanted, before: str) -> tuple[list[Artifact], str]:
    """Some of them, and the address of those behind."""
    rows = narrowed(artifacts_of(user), kind=wanted.kind, tool=wanted.tool, words=wanted.words)
    shown, last = first_part(made_before(rows, before), SHOWN)
    return shown, f"{reverse('artifacts')}?{wanted.address(before=last.pk.hex)}" if last else ""


def _text(found: Artifact) -> tuple[str, bool, bool]:
    """The file's words where it has some, whether there are more, and whether it is gone from the disk."""
    try:
        content = content_of(found)
    except ArtifactNotFound:
        return "", False, True
    if not is_text(found.mime) or found.is_picture:
        return "", False, False
    words = content[: 4 * LONGEST_PREVIEW].decode(errors="replace").replace("\x00", "\ufffd")
    return words[:LONGEST_PREVIEW], len(words) > LONGEST_PREVIEW or len(content) > 4 * LONGEST_PREVIEW, False


def _picture(found: Artifact, *, is_small: bool) -> HttpResponse:
    """The picture drawn anew; a vector drawing as it is, which in a picture's place runs and loads nothing."""
    if found.mime == "image/svg+xml":
        return artifact_file(found)
    if found.mime not in DRAWN:
        raise ArtifactNotFound
    return (
        drawn_picture(small_picture, found, "image/webp")
        if is_small
        else drawn_picture(large_picture, found, "image/jpeg")
    )
