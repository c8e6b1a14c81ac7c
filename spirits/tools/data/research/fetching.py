"""Fetches within a tool's call: guarded, bounded, and no longer than the call may take."""

import json
from collections.abc import Mapping
from typing import Any

from project.lib.http import Answer, Credential, Limits, outbound
from spirits.tools.context import Context
from spirits.tools.errors import ToolUnavailable
from training.services.open_provider import waited


def limits_of(context: Context, *, most: int = 2_000_000) -> Limits:
    """What one request of this call may take."""
    left = context.seconds_left()
    return Limits(connect_seconds=min(5.0, left), read_seconds=min(15.0, left), total_seconds=left, max_bytes=most)


def asked(
    context: Context, service: str, method: str, url: str, *, json_body: Any = None,
    credential: Credential | None = None, headers: Mapping[str, str] | None = None,
) -> Any:  # fmt: skip
    """The JSON that a service set up by the operator answers, or ToolUnavailable saying how it failed."""
    client = outbound(limits=limits_of(context, most=20_000_000), credential=credential)

    async def call() -> tuple[Answer, bytes]:
        return await client.request(
            method, url, json=json_body, headers={"accept": "application/json", **(headers or {})}
        )

    answer, body = waited(call)
    if answer.status in (401, 402, 403):
        raise ToolUnavailable(
            f"{service} refused the call (HTTP {answer.status}). The operator has to check its key and settings."
        )
    if answer.status == 429:
        raise ToolUnavailable(f"{service} allows no more calls for now (HTTP 429). Try again later.")
    if answer.status != 200:
        raise ToolUnavailable(f"{service} answered HTTP {answer.status} instead of results.")
    try:
        return json.loads(body)
    except ValueError as error:
        raise ToolUnavailable(
            f"{service} did not answer with JSON. A SearXNG server needs 'json' among its formats."
        ) from error
