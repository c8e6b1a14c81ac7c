"""Middleware every request passes: its id, and JSON errors for everything below ``/api/``."""

import re
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import is_valid_path

from project.api.errors import answer
from project.lib.ids import uuid7
from project.lib.observers import report

log = structlog.get_logger(__name__)

USABLE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")
API_PREFIXES = ("/api/", "/v1/")
GetResponse = Callable[[HttpRequest], HttpResponse]


def is_api(path: str) -> bool:
    """Whether a path speaks JSON only."""
    return path.startswith(API_PREFIXES)


def known_spelling(path: str) -> str:
    """The path with or without its last slash, whichever exists; the API answers to both."""
    other = path[:-1] if path.endswith("/") else f"{path}/"
    return other if not is_valid_path(path) and is_valid_path(other) else path


class RequestId:
    """Give each request an id (the caller's, when it is a sane one), bind it to the logs and send it back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if USABLE_REQUEST_ID.fullmatch(given) else str(uuid7())
        request.request_id = request_id  # type: ignore[attr-defined]  # ours, read by error answers and logs
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class ApiErrors:
    """Below ``/api/``: refuse oversize bodies before parsing, and answer unknown paths and crashes in the one error shape."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request.path):
            return self.get_response(request)
        if self._is_oversize(request):
            return answer(request, 413)
        request.path_info = known_spelling(request.path_info)
        response = self.get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith("application/json"):
            return answer(request, response.status_code)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A database that is away is a 503 everywhere; a crash below ``/api/`` is logged and answered without its trace."""
        if isinstance(error, OperationalError | InterfaceError):
            return come_back(request, error)
        if not is_api(request.path):
            return None
        log.error("request_crashed", path=request.path, exc_info=error)
        report(error)
        return answer(request, 500)

    @staticmethod
    def _is_oversize(request: HttpRequest) -> bool:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return False
        if request.content_type == "multipart/form-data":  # the largest upload there is; endpoints may take less
            largest = max(settings.IMAGE_ARCHIVE_MEGABYTES, settings.DATASET_UPLOAD_MEGABYTES)
            return length > largest * 1_000_000 + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def come_back(request: HttpRequest, error: OperationalError | InterfaceError) -> HttpResponse:
    """503 with a time to come back, as JSON or as a page that needs no database; the log says why."""
    log.error(
        "database_away", path=request.path, error=type(error).__name__, reason=str(error).partition("\n")[0][:200]
    )
    response = (
        answer(request, 503, message="The database does not answer. Try again in a few seconds.")
        if is_api(request.path)
        else HttpResponse(render_to_string("503.html"), status=503)
    )
    response.headers["Retry-After"] = "3"
    # One line says it; Django's own would be another, with a trace of a hundred lines for each request of an outage.
    response._has_been_logged = True  # type: ignore[attr-defined]  # what Django's log_response looks at
    return response
