"""Middleware of the operators' side of the site."""

from collections.abc import Callable

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse

ADMIN = "/admin/"
GetResponse = Callable[[HttpRequest], HttpResponse]


class AdminContentPolicy:
    """Below ``/admin/`` scripts may evaluate expressions and styles may stand in the page: its theme is built that way.

    The pages of people keep the strict policy. Scripts still come from this site alone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN):
            response._csp_update = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}  # type: ignore[attr-defined]
        return response
