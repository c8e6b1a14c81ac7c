"""Plain ASGI answers in the API's shape."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from project.api.errors import body
from project.api.middleware import USABLE_REQUEST_ID
from project.lib.errors import DaimonError
from project.lib.ids import uuid7

Send = Callable[[dict[str, Any]], Awaitable[None]]
JSON_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
SAFETY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
SEQUENCE = re.compile(r"[0-9]{1,9}")


def request_id_of(scope: dict[str, Any]) -> str:
    """The caller's request id when it is a sane one, else a fresh one; always the same for one request."""
    if known := scope.get("request_id"):
        return str(known)
    given = header(scope, b"x-request-id")
    return given if USABLE_REQUEST_ID.fullmatch(given) else str(uuid7())


def header(scope: dict[str, Any], name: bytes) -> str:
    """One request header, or an empty text."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def refuse(
    send: Send,
    status: int,
    *,
    code: str,
    message: str,
    request_id: str,
    fields: dict[str, list[str]] | None = None,
    retry_after: int | None = None,
) -> None:
    """Answer with the API's error shape."""
    content = json.dumps(body(code=code, message=message, fields=fields, request_id=request_id)).encode()
    headers = [*JSON_HEADERS, *SAFETY_HEADERS, (b"x-request-id", request_id.encode())]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="daimon"'))
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def refuse_admission(send: Send, error: DaimonError, request_id: str) -> None:
    """Answer that the caller may not come in, and when to try again."""
    wait = getattr(error, "retry_after", None)
    await refuse(send, error.status, code=error.code, message=error.message, request_id=request_id, retry_after=wait)


async def open_stream(send: Send, request_id: str) -> None:
    """Begin a server-sent event stream."""
    headers = [*STREAM_HEADERS, *SAFETY_HEADERS, (b"x-request-id", request_id.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def send_event(send: Send, *, kind: str, data: dict[str, Any], event_id: str = "") -> None:
    """One server-sent event; JSON never holds a raw line break, so one data line is enough."""
    named = f"id: {event_id}\n" if event_id else ""
    text = f"{named}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
