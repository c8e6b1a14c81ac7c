"""Errors in Anthropic's shape."""

from typing import Any

from chat.door.exchange import sse
from project.lib.errors import DaimonError

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}


def body_of(error: DaimonError) -> dict[str, Any]:
    """The error object; our own code goes along in ``code``."""
    kind = TYPES.get(error.status, "api_error" if error.status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": error.message, "code": error.code}}


def failure_in_stream(error: DaimonError) -> bytes:
    """The failure as the stream's last event."""
    return sse(body_of(error), "error")
