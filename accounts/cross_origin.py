"""Calls from other web pages: refused, unless an API key names the page's origin."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from accounts.models import ApiKey
from project.api.middleware import is_api
from project.lib.clock import now
from project.lib.origins import usable_origin

ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, X-API-Key, Content-Type, If-Match, If-None-Match, Idempotency-Key, "
    "X-Request-ID, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
EXPOSED = "ETag, X-Request-ID, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"


class CrossOrigin:
    """Below the API only, and never with cookies.

    A preflight names no key, so it is granted to origins that some live key names; the call itself is readable to the
    page only when the very key it used names that origin.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = usable_origin(request.headers.get("Origin", "")) if is_api(request.path) else ""
        if origin and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _preflight(origin)
        response = self.get_response(request)
        caller = getattr(request, "caller", None)
        if origin and caller is not None and caller.api_key is not None and origin in caller.api_key.origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if is_api(request.path):
            patch_vary_headers(response, ["Origin"])
        return response


def _preflight(origin: str) -> HttpResponse:
    response = HttpResponse(status=204)
    if ApiKey.objects.live_at(now()).filter(origins__contains=[origin]).exists():
        response.headers["Access-Control-Allow-Origin"] = origin
        for name, value in ALLOWED.items():
            response.headers[name] = value
    patch_vary_headers(response, ["Origin"])
    return response
