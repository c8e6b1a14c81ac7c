"""Which folders there are; opening, processing, checking and closing them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.images.disk.places import roots_of
from training.images.models import ImageFolder
from training.images.queries.folders import folders_of, get_folder
from training.images.services.edit_image import forget_missing
from training.images.services.process_folder import (
    Progress,
    Scope,
    progress_of,
    start_processing,
    stop_processing,
    vision_models,
)
from training.images.services.register_folder import register_folder, rename_folder, upload_folder
from training.images.services.remove_folder import remove_folder
from training.images.services.repair_folder import repair_folder
from training.images.services.scan_folder import scan_folder
from training.images.services.status import init_status
from training.images.services.verify_folder import verify_folder
from training.images.views.door import back, page
from training.queries.usable_models import get_model

MOST_SHOWN = 200


@require_safe
@page
def folders(request: HttpRequest, user: User) -> HttpResponse:
    """The person's folders, whether one can work with them, and the ways to open another."""
    context = {
        "section": "images",
        "folders": folders_of(user),
        "status": init_status(user),
        "roots": roots_of(user),
        "archive_megabytes": settings.IMAGE_ARCHIVE_MEGABYTES,
    }
    return render(request, "training/images/folders.html", context)


@require_POST
@page
def register(request: HttpRequest, user: User) -> HttpResponse:
    """Open a folder of this machine."""
    folder = register_folder(
        user=user, path=request.POST.get("path", "").strip(), name=request.POST.get("name", ""), at=now()
    )
    return redirect("image-folder", folder_id=folder.pk)


@require_POST
@page
def upload(request: HttpRequest, user: User) -> HttpResponse:
    """Unpack an archive."""
    archive = request.FILES.get("archive")
    if archive is None or archive.file is None:
        raise InvalidInput.of("archive", _("Choose a zip archive first."))
    name = request.POST.get("name", "").strip() or (archive.name or "").rpartition(".")[0]
    folder = upload_folder(user=user, archive=archive.file, name=name, at=now())
    return redirect("image-folder", folder_id=folder.pk)


@require_POST
@page
def rename(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Another name."""
    rename_folder(folder=get_folder(user, folder_id), name=request.POST.get("name", ""))
    return back(request, "image-folder", folder_id=folder_id)


@require_POST
@page
def close(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Take the folder out."""
    folder = get_folder(user, folder_id)
    remove_folder(folder=folder)
    if folder.source == ImageFolder.Source.PLACE:
        messages.success(request, _("Closed. Its pictures and its image_metadata.json stay where they are."))
    else:
        messages.success(request, _("Deleted with its pictures."))
    return redirect("images")


@require_POST
@page
def scan(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Look at the disk again."""
    done = scan_folder(folder=get_folder(user, folder_id), at=now())
    found = _("%(added)d new, %(gone)d gone, %(renamed)d renamed, %(back)d back.") % {
        "added": done.added,
        "gone": done.gone,
        "renamed": done.renamed,
        "back": done.found_again,
    }
    messages.success(request, found)
    for path, reason in done.passed_over[:5]:
        messages.warning(request, f"{path}: {reason}")
    return redirect("image-folder", folder_id=folder_id)


@require_POST
@page
def process(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Process in the background; after a stop this goes on where it was."""
    folder = get_folder(user, folder_id)
    chosen = request.POST.get("model", "")
    try:
        model = get_model(user, UUID(chosen)) if chosen else None
        scope = Scope(request.POST.get("scope", Scope.NEW))
    except ValueError as error:
        raise InvalidInput.of("model", _("Choose from the list.")) from error
    start_processing(folder=folder, at=now(), scope=scope, model=model)
    return redirect("image-folder", folder_id=folder_id)


@require_POST
@page
def stop(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Stop processing; what is done stays done."""
    stop_processing(folder=get_folder(user, folder_id), at=now())
    if request.headers.get("HX-Request"):
        response: HttpResponse = progress(request, folder_id=folder_id)
        return response
    return redirect("image-folder", folder_id=folder_id)


@never_cache
@page
def progress(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """How far processing is, for a page that watches; once it ended, the page is told to show what is new."""
    folder = get_folder(user, folder_id)
    how_far = progress_of(folder)
    response = render(request, "training/images/_progress.html", progress_context(user, folder, how_far))
    if not how_far.is_running:
        trigger_client_event(response, "images-changed", {})
    return response


def progress_context(user: User, folder: ImageFolder, how_far: Progress) -> dict[str, Any]:
    """What the part with the progress shows."""
    return {"folder": folder, "progress": how_far, "models": vision_models(user)[:20], "scopes": Scope}


@never_cache
@require_safe
@page
def check(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Every difference between the layers, and the button that mends them."""
    folder = get_folder(user, folder_id)
    report = verify_folder(folder=folder)
    context = {
        "section": "images",
        "folder": folder,
        "report": report,
        "layers": report.by_layer.items(),
        "shown": report.differences[:MOST_SHOWN],
        "passed_over": report.passed_over[:MOST_SHOWN],
        "unshown": max(0, len(report.differences) - MOST_SHOWN),
    }
    return render(request, "training/images/check.html", context)


@require_POST
@page
def repair(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Bring all layers in line."""
    done = repair_folder(folder=get_folder(user, folder_id), at=now())
    text = ngettext("%(count)d difference was mended.", "%(count)d differences were mended.", done.mended)
    messages.success(request, text % {"count": done.mended})
    for name in done.kept:
        messages.info(request, _("What could not be read is kept in %(name)s.") % {"name": name})
    return redirect("image-folder-check", folder_id=folder_id)


@require_POST
@page
def forget(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Forget images whose file is gone."""
    count = forget_missing(folder=get_folder(user, folder_id), at=now())
    messages.success(request, ngettext("%(count)d forgotten.", "%(count)d forgotten.", count) % {"count": count})
    return redirect("image-folder", folder_id=folder_id)
