"""Turns a provider's answer of refusal into one of our errors, in our own words."""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from training.providers.errors import (
    ContextTooLong,
    ModelNotFound,
    ProviderError,
    ProviderFault,
    ProviderGarbage,
    ProviderRefused,
    RateLimited,
    RequestRejected,
)

LONGEST_WAIT = 86_400.0
TOO_LONG = re.compile(
    r"context[_ ](length|window|size)|maximum context|prompt is too long|input is too long|too many tokens|exceeds? the (available )?context",
    re.IGNORECASE,
)
NO_MODEL = re.compile(
    r"model[^.]{0,120}(not found|does not exist|not exist)|unknown model|no such model", re.IGNORECASE
)
NO_CREDIT = re.compile(r"insufficient_quota|credit balance|billing_", re.IGNORECASE)
BAD_KEY = re.compile(r"invalid_api_key|authentication_error|permission_error", re.IGNORECASE)
LIMITED = re.compile(r"rate_limit", re.IGNORECASE)
BUSY = re.compile(r"overloaded|server_error|api_error|timeout_error", re.IGNORECASE)


def refusal(status: int, body: bytes, headers: Mapping[str, str], *, now: datetime | None = None) -> ProviderError:
    """The error for an answer whose status is not 200."""
    code, said = _said(body)
    known = _by_code(f"{code} {said}", said) if 400 <= status < 500 and status != 429 else None
    if NO_CREDIT.search(f"{code} {said}") or status in (401, 402, 403):
        return ProviderRefused(detail=said)
    if status == 429:
        return RateLimited(detail=said, retry_after=retry_after(headers, now=now or datetime.now(UTC)))
    if known:
        return known
    if status == 404:
        return ModelNotFound(detail=said)
    if status == 413:
        return ContextTooLong(detail=said)
    if status in (408, 409, 425) or status >= 500:
        return ProviderFault(detail=f"{status}: {said}")
    if status >= 400:
        return RequestRejected(_with_reason(said), detail=said)
    return ProviderGarbage(f"The model's server answered with status {status}.", detail=said)


def refusal_in_stream(body: Any) -> ProviderError:
    """The error for a failure that the provider reports in the middle of a stream, under status 200."""
    code, said = _parts(body)
    text = f"{code} {said}"
    if LIMITED.search(code):
        return RateLimited(detail=said)
    if BUSY.search(code):
        return ProviderFault(detail=said)
    return _by_code(text, said) or ProviderFault(detail=said)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> int | None:
    """The whole seconds a Retry-After header asks for, as a number or a date, within a day; None where it says nothing."""
    given = headers.get("retry-after-ms") or headers.get("retry-after") or ""
    try:
        seconds = float(given) / (1000 if "retry-after-ms" in headers else 1)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(given) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return math.ceil(min(max(seconds, 0.0), LONGEST_WAIT)) if math.isfinite(seconds) else None


def _by_code(text: str, said: str) -> ProviderError | None:
    if TOO_LONG.search(text):
        return ContextTooLong(detail=said)
    if NO_MODEL.search(text):
        return ModelNotFound(detail=said)
    if BAD_KEY.search(text) or NO_CREDIT.search(text):
        return ProviderRefused(detail=said)
    return None


def _said(body: bytes) -> tuple[str, str]:
    try:
        return _parts(json.loads(body))
    except (ValueError, RecursionError):
        return "", body[:300].decode("utf-8", "replace")


def _parts(body: Any) -> tuple[str, str]:
    """The code and the words of an error body, in any of the shapes that servers use."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    if not isinstance(error, Mapping):
        return "", str(error)[:1000]
    code = " ".join(str(error[key]) for key in ("code", "type") if error.get(key))
    message = error.get("message") or error.get("detail") or error.get("error") or ""
    return code[:200], str(message)[:1000]


def _with_reason(said: str) -> str:
    return f"The model's server does not accept this request: {said[:300]}" if said else ""
