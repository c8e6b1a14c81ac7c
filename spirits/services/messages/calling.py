"""Calls of other services for messages: guarded, bounded, and their refusals as SendingFailed."""

import json
from collections.abc import Mapping
from typing import Any

from project.lib.http import Answer, Credential, Limits, OutboundError, outbound
from spirits.errors import SendingFailed
from training.services.open_provider import waited

SECONDS = 20.0
LARGEST_ANSWER = 1_000_000


def called(
    service: str,
    method: str,
    url: str,
    *,
    body: bytes = b"",
    json_body: Any = None,
    headers: Mapping[str, str] | None = None,
    credential: Credential | None = None,
) -> Any:
    """The JSON a service answers (None for an empty or other answer); SendingFailed with its words where it refuses."""
    client = outbound(limits=Limits(total_seconds=SECONDS, max_bytes=LARGEST_ANSWER), credential=credential)

    async def call() -> tuple[Answer, bytes]:
        return await client.request(method, url, json=json_body, body=body, headers=headers)

    try:
        answer, content = waited(call)
    except OutboundError as error:
        raise SendingFailed(f"{service} could not be reached: {error.message}") from error
    try:
        found = json.loads(content) if content else None
    except ValueError:
        found = None
    if not 200 <= answer.status < 300:
        raise SendingFailed(f"{service} answered {answer.status}: {_words(found) or 'no reason given'}")
    return found


def _words(found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    for name in ("message", "error_description", "error", "detail"):
        if isinstance(found.get(name), str):
            return str(found[name])[:200]
    return ""
