"""A picture as the browser gets it: drawn anew, and kept by that browser for a day."""

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpResponse

from project.lib.errors import DaimonError

T = TypeVar("T")
KEPT = "private, max-age=86400"


def drawn_picture(draw: Callable[[T], bytes], thing: T, kind: str) -> HttpResponse:
    """What ``draw`` makes of the thing, as that media type; Http404 where there is no picture to draw."""
    try:
        content = draw(thing)
    except DaimonError as error:
        raise Http404(error.message) from error
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": KEPT})
