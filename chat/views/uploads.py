"""What goes with a message: its chips above the composer, and the files as a browser may have them."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from chat.api.uploads import download
from chat.errors import UploadNotFound
from chat.queries.uploads import cited_passage, get_upload, uploads_of
from chat.services.upload_files import seen_bytes
from chat.services.uploads import add_upload, remove_upload
from chat.views.conversation import page, uuids
from project.lib.errors import InvalidInput
from project.ops.limits.count import spend
from project.ops.models import LimitGroup, LimitSubject
from spirits.queries.workspace import read_file
from training.knowledge.queries.bases import get_readable_bases, readable_bases

FILE, UPLOAD, KNOWLEDGE = "file", "upload", "knowledge"
LARGEST_NUMBER = 1_000_000  # no file has so many passages, and no column holds every number of an address


@require_POST
@page
def add(request: HttpRequest, user: User) -> HttpResponse:
    """A file that was chosen, dropped or pasted, read at once: its chip, or why it is not taken."""
    spend(group=LimitGroup.WRITE, subject=LimitSubject.PERSON, identity=str(user.pk))
    given = request.FILES.get("file")
    if given is None:
        raise InvalidInput.of("file", _("Choose a file first."))
    made = add_upload(user=user, name=given.name or "", chunks=given.chunks())
    return render(request, "chat/_chips.html", {"uploads": [made]})


@require_POST
@page
def pick(request: HttpRequest, user: User) -> HttpResponse:
    """The chip of what was chosen behind ``#``: a file sent before, one of the workspace, or a knowledge base."""
    kind, value = request.POST.get("kind", ""), request.POST.get("value", "").replace("\x00", "")
    if kind == FILE:
        spend(group=LimitGroup.WRITE, subject=LimitSubject.PERSON, identity=str(user.pk))
        name = value.rsplit("/", 1)[-1]
        context: dict[str, Any] = {"uploads": [add_upload(user=user, name=name, chunks=[read_file(user, value)])]}
    elif kind == UPLOAD:
        context = {"uploads": [get_upload(user, each) for each in uuids([value], "value")]}
    elif kind == KNOWLEDGE:
        context = {"bases": get_readable_bases(user, uuids([value], "value"))}
    else:
        raise InvalidInput.of("kind", "Expected file, upload or knowledge.")
    return render(request, "chat/_chips.html", context)


@require_safe
@page
def chips(request: HttpRequest, user: User) -> HttpResponse:
    """The chips of a draft that was left: those of its files and knowledge bases that are still there."""
    uploads = uploads_of(user).filter(pk__in=uuids(request.GET.getlist("uploads")[:20], "uploads"))
    wanted = uuids(request.GET.getlist("knowledge_bases")[:20], "knowledge_bases")
    bases = readable_bases(user).filter(pk__in=wanted).order_by("pk")
    return render(request, "chat/_chips.html", {"uploads": uploads, "bases": bases})


@require_safe
@page
def content(request: HttpRequest, user: User, upload_id: UUID) -> FileResponse:
    """The file as it came, to be saved."""
    return download(get_upload(user, upload_id))


@require_safe
@page
def citation(request: HttpRequest, user: User, upload_id: UUID, number: int) -> HttpResponse:
    """The words of an attached file that an answer cites, with their page and what stands around them."""
    if number > LARGEST_NUMBER:
        raise UploadNotFound
    return render(request, "chat/cited.html", {"section": "chat", "cited": cited_passage(user, upload_id, number)})


@require_safe
@page
def picture(request: HttpRequest, user: User, upload_id: UUID) -> HttpResponse:
    """A picture drawn anew: a browser never shows the file itself."""
    seen = seen_bytes(upload_id) if get_upload(user, upload_id).is_picture else None
    if seen is None:
        raise Http404
    return HttpResponse(seen, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


@require_POST
@page
def remove(request: HttpRequest, user: User, upload_id: UUID) -> HttpResponse:
    """Delete the file wherever it is attached; htmx takes its chip off the page."""
    remove_upload(user=user, upload_id=upload_id)
    return HttpResponse() if request.headers.get("HX-Request") else redirect("chat")
