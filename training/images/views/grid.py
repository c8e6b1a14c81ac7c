"""The pictures of a folder in a grid, one picture, and the pictures themselves as the browser gets them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.lib.listing import Choice, first_part, query_string
from training.images.models import Image, ImageFolder
from training.images.queries.folders import get_folder, get_image, images_of
from training.images.queries.search import Show, engine_in_use, images_like, narrowed, search_images, tags_of
from training.images.rules.words import LONGEST_QUERY
from training.images.services.edit_image import edit_image, tag_images
from training.images.services.process_folder import progress_of
from training.images.services.register_folder import open_folder
from training.images.services.show_picture import large_picture, small_picture
from training.images.services.state import current_state
from training.images.views.door import back, page
from training.images.views.drawn import drawn_picture
from training.images.views.folders import progress_context

SHOWN = 60
LABELS = {
    "": gettext_lazy("All"),
    Show.UNPROCESSED: gettext_lazy("To do"),
    Show.UNDESCRIBED: gettext_lazy("Not described"),
    Show.UNTAGGED: gettext_lazy("No tags"),
    Show.PROBLEM: gettext_lazy("Problems"),
    Show.MISSING: gettext_lazy("Missing"),
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks to see."""

    query: str = ""
    show: str = ""
    tag: str = ""

    def address(self, **more: str) -> str:
        """The query string for it, with something else in it."""
        return query_string(**{"q": self.query, "show": self.show, "tag": self.tag, **more})


@require_safe
@page
def grid(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """The folder's pictures: all or filtered by path, or what a search finds, best first."""
    folder = get_folder(user, folder_id)
    wanted = _wanted(request)
    images, following = _images(user, folder, wanted, request.GET.get("after", ""))
    context: dict[str, Any] = {"folder": folder, "images": images, "next_url": following, "wanted": wanted}
    if request.headers.get("HX-Request"):
        return render(request, "training/images/_grid.html", context)
    if folder.opened_at is None or (now() - folder.opened_at).total_seconds() > 60:
        open_folder(folder=folder, at=now())
    context |= {
        "section": "images",
        "state": current_state(folder),
        "choices": [
            Choice(str(label), wanted.address(show=show, q=""), show == wanted.show) for show, label in LABELS.items()
        ],
        "tags": tags_of(folder, limit=24),
        "engine": engine_in_use(),
        **progress_context(user, folder, progress_of(folder)),
    }
    return render(request, "training/images/folder.html", context)


@require_POST
@page
def tag(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Add a tag to the chosen pictures, or take it from them."""
    folder = get_folder(user, folder_id)
    try:
        chosen = [UUID(each) for each in request.POST.getlist("image")]
    except ValueError as error:
        raise InvalidInput.of("image", _("Choose pictures from the grid.")) from error
    tags = request.POST.get("tags", "").split(",")
    if not chosen or not any(each.strip() for each in tags):
        raise InvalidInput.of("image", _("Choose pictures and write a tag first."))
    paths = list(images_of(user).filter(folder=folder, pk__in=chosen).values_list("path", flat=True))
    change: dict[str, Any] = {"remove" if request.POST.get("what") == "remove" else "add": tags}
    count = tag_images(folder=folder, paths=paths, at=now(), **change)
    text = ngettext("%(count)d picture changed.", "%(count)d pictures changed.", count)
    messages.success(request, text % {"count": count})
    return back(request, "image-folder", folder_id=folder_id)


@require_safe
@page
def show(request: HttpRequest, user: User, image_id: UUID) -> HttpResponse:
    """One picture with all that is known of it."""
    image = get_image(user, image_id)
    near = images_of(user).filter(folder=image.folder_id)
    context = {
        "section": "images",
        "image": image,
        "tags": ", ".join(image.tags),
        "alike": images_like(image, limit=12),
        "exif": list(image.exif.items())[:60],
        "before": near.filter(path__lt=image.path).order_by("-path").first(),
        "after": near.filter(path__gt=image.path).order_by("path").first(),
    }
    return render(request, "training/images/image.html", context)


@require_POST
@page
def change(request: HttpRequest, user: User, image_id: UUID) -> HttpResponse:
    """Words and tags as the form has them."""
    image = get_image(user, image_id)
    edit_image(
        image=image,
        at=now(),
        description=request.POST.get("description"),
        tags=request.POST["tags"].split(",") if "tags" in request.POST else None,
        text_content=request.POST.get("text_content"),
    )
    messages.success(request, _("Saved."))
    return redirect("image", image_id=image_id)


@require_safe
@page
def thumbnail(request: HttpRequest, user: User, image_id: UUID) -> HttpResponseBase:
    """The picture, small, drawn anew."""
    return drawn_picture(small_picture, get_image(user, image_id), "image/webp")


@require_safe
@page
def large(request: HttpRequest, user: User, image_id: UUID) -> HttpResponseBase:
    """The picture at up to 1024 pixels, drawn anew: a browser never gets the file itself."""
    return drawn_picture(large_picture, get_image(user, image_id), "image/jpeg")


def _wanted(request: HttpRequest) -> Wanted:
    show = request.GET.get("show", "")
    return Wanted(
        query=request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY],
        show=show if show in LABELS else "",
        tag=request.GET.get("tag", "").replace("\0", " ").strip()[:80],
    )


def _images(user: User, folder: ImageFolder, wanted: Wanted, after: str) -> tuple[list[Image], str]:
    """The images, and the address of those behind them."""
    if wanted.query:
        return search_images(folder, wanted.query, limit=2 * SHOWN).images, ""
    rows = narrowed(images_of(user).filter(folder=folder), show=wanted.show, tag=wanted.tag)
    rows = rows.filter(path__gt=after.replace("\0", "")).order_by("path")
    images, last = first_part(rows, SHOWN)
    address = reverse("image-folder", kwargs={"folder_id": folder.pk})
    return images, f"{address}?{wanted.address(after=last.path)}" if last else ""
