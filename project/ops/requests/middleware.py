"""Around every request: measure it, log one line, and hand the API's to the API log."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from project.api.addresses import address_of
from project.api.middleware import is_api
from project.lib.clock import now
from project.lib.observers import Span, span
from project.ops.models import ApiLog, SystemEvent
from project.ops.queries.runtime import value_of
from project.ops.requests.metrics import limits_hit, request_seconds
from project.ops.requests.writer import writer
from project.ops.rules.runtime_settings import SLOW_QUERY_MS, SLOW_REQUEST_MS
from project.ops.services.events import record_event

log = structlog.get_logger("daimon.request")

QUIET = ("/static/", "/health/", "/metrics")
SECRET_PATHS = ("/accounts/owner/", "/accounts/password/reset/key/", "/accounts/confirm-email/")


class Queries:
    """Counts a request's queries and names the slow ones, without their parameters."""

    def __init__(self, slow_ms: int) -> None:
        self.count = 0
        self.slow_ms = slow_ms  # read before: reading it may be a query itself

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        started = time.perf_counter()
        try:
            attributes = {"db.system.name": "postgresql", "db.query.text": sql[:2000]}
            with span("query", kind="client", attributes=attributes):
                return execute(sql, params, many, context)
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            if milliseconds > self.slow_ms:
                log.warning("slow_query", milliseconds=round(milliseconds), sql=sql[:500])


class RequestRecord:
    """One log line and one measurement for each request; one row for each of the API's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(QUIET):
            return self.get_response(request)
        queries, started = Queries(_most(SLOW_QUERY_MS)), time.perf_counter()
        with self._traced(request) as whole, connection.execute_wrapper(queries):
            response = self.get_response(request)
            whole.rename(f"{_method(request)} {route_of(request)}")
            whole.note("http.route", route_of(request))
            whole.note("http.response.status_code", response.status_code)
        milliseconds = round((time.perf_counter() - started) * 1000)
        _measure(request, response, milliseconds)
        _log(request, response, milliseconds, queries.count)
        if settings.API_LOG and is_api(request.path):
            writer.add(_row(request, response, milliseconds, queries.count))
        return response

    @staticmethod
    def _traced(request: HttpRequest) -> AbstractContextManager[Span]:
        request_id = getattr(request, "request_id", "")
        attributes = {"http.request.method": _method(request), "daimon.request_id": request_id}
        return span(_method(request), kind="server", request_id=request_id, attributes=attributes)


def _measure(request: HttpRequest, response: HttpResponse, milliseconds: int) -> None:
    request_seconds.labels(_method(request), route_of(request), str(response.status_code)).observe(milliseconds / 1000)
    if response.status_code == 429:
        limits_hit.labels("api" if is_api(request.path) else "page").inc()


def _log(request: HttpRequest, response: HttpResponse, milliseconds: int, queries: int) -> None:
    user = getattr(request, "user", None)
    fields = {
        "method": _method(request),
        "path": path_of(request),
        "status": response.status_code,
        "milliseconds": milliseconds,
        "queries": queries,
        "user_id": str(getattr(user, "pk", None) or "") if _is_known(request) else "",
    }
    log.info("request", **fields)
    if milliseconds > _most(SLOW_REQUEST_MS) and response.status_code != 503:  # waited for a database that is away
        record_event(
            kind="slow_request",
            level=SystemEvent.Level.WARNING,
            message=f"{fields['method']} {route_of(request)} took {milliseconds} ms.",
            data=fields,
        )


def _row(request: HttpRequest, response: HttpResponse, milliseconds: int, queries: int) -> ApiLog:
    caller = getattr(request, "caller", None)
    return ApiLog(
        at=now(),
        request_id=getattr(request, "request_id", ""),
        method=_method(request),
        route=route_of(request)[:200],
        path=path_of(request)[:300],
        status=response.status_code,
        milliseconds=milliseconds,
        queries=min(queries, 32767),
        user_id=request.user.pk if _is_known(request) else None,
        api_key_id=caller.api_key.pk if caller and caller.api_key else None,
        address=address_of(request) or None,
    )


def _is_known(request: HttpRequest) -> bool:
    """Whether somebody looked up who is calling; logging must not cause the look-up."""
    lazy = request.__dict__.get("user")
    return lazy is not None and (not hasattr(lazy, "_wrapped") or hasattr(lazy._wrapped, "pk"))


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, so that ids do not make a metric of their own."""
    match = request.resolver_match
    return f"/{match.route}" if match else "unknown"


def path_of(request: HttpRequest) -> str:
    """The path for the logs, without the secrets that some addresses carry."""
    for prefix in SECRET_PATHS:
        if request.path.startswith(prefix):
            return f"{prefix}…"
    return request.path.replace("\x00", "")


def _method(request: HttpRequest) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return str(request.method) if request.method in known else "OTHER"


def _most(setting: Any) -> int:
    return int(value_of(setting))
