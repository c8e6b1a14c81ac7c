"""Errors in OpenAI's shape."""

from typing import Any

from chat.door.exchange import parameter_of
from project.lib.errors import DaimonError

TYPES = {401: "authentication_error", 402: "insufficient_quota", 403: "permission_error", 429: "rate_limit_error"}
CODES = {
    "not_enough_points": "insufficient_quota",
    "budget_spent": "insufficient_quota",
    "context_too_long": "context_length_exceeded",
    "invalid": "invalid_value",
}


def body_of(error: DaimonError) -> dict[str, Any]:
    """The error object; ``type`` by its status, ``code`` as OpenAI calls it where it has a word for it."""
    kind = TYPES.get(error.status, "server_error" if error.status >= 500 else "invalid_request_error")
    return {
        "error": {
            "message": error.message,
            "type": kind,
            "param": parameter_of(error),
            "code": CODES.get(error.code, error.code),
        }
    }
