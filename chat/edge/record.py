"""What is known of a request at the edge afterwards: its log line, its row of the API log, its measurement."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from django.conf import settings

from chat.edge.admission import address_of_scope
from chat.edge.answers import request_id_of
from project.lib.clock import now
from project.ops.models import ApiLog
from project.ops.requests.metrics import limits_hit, request_seconds
from project.ops.requests.writer import writer

log = structlog.get_logger("daimon.request")
Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Recorded:
    """Wraps ``send`` of one request; ``done`` writes down what came of it."""

    def __init__(self, scope: Scope, route: str, send: Send) -> None:
        self._scope = scope
        self._route = route
        self._send = send
        self._started = time.perf_counter()
        self._status = 0
        scope["request_id"] = self._request_id = request_id_of(scope)

    async def send(self, message: dict[str, Any]) -> None:
        """Pass it on, and remember the status."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)

    def done(self) -> None:
        """Log, measure and keep a row; a stream's time is that until its end."""
        milliseconds = round((time.perf_counter() - self._started) * 1000)
        method = self._scope["method"] if self._scope["method"] in METHODS else "OTHER"
        caller = self._scope.get("caller")
        path = self._scope["path"].replace("\x00", "")
        user_id = caller.user.pk if caller else None
        request_seconds.labels(method, self._route, str(self._status)).observe(milliseconds / 1000)
        if self._status == 429:
            limits_hit.labels("edge").inc()
        log.info(
            "request",
            method=method,
            path=path,
            status=self._status,
            milliseconds=milliseconds,
            user_id=str(user_id or ""),
            request_id=self._request_id,
        )
        if settings.API_LOG:
            key = caller.api_key if caller else None
            row = ApiLog(
                at=now(),
                request_id=self._request_id,
                method=method,
                route=self._route,
                path=path[:300],
                status=self._status,
                milliseconds=milliseconds,
                user_id=user_id,
                api_key_id=key.pk if key else None,
                address=address_of_scope(self._scope) or None,
            )
            writer.add(row)
