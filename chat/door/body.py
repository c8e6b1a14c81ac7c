"""Reads a request's body within a bound, before anything is parsed."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from chat.door.errors import BadJson, BodyTooLarge
from chat.edge.answers import header

LARGEST_BODY = 16_000_000
Receive = Callable[[], Awaitable[dict[str, Any]]]


class CallerLeft(Exception):
    """The caller is gone: before the body was whole, or while the answer was made."""


async def read_object(scope: dict[str, Any], receive: Receive) -> tuple[bytes, dict[str, Any]]:
    """The body as it came and as a JSON object; BodyTooLarge before more than the bound is held."""
    declared = header(scope, b"content-length")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise BodyTooLarge
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerLeft
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > LARGEST_BODY:
            raise BodyTooLarge
        if not message.get("more_body", False):
            break
    raw = b"".join(pieces)
    return raw, parsed(raw)


def parsed(raw: bytes) -> dict[str, Any]:
    """The JSON object, with nothing in it that a database or another server could not hold."""
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadJson from error
    if not isinstance(found, dict):
        raise BadJson
    has_odd_characters = b"\\ud" in raw or b"\\uD" in raw or b"\\u0000" in raw
    cleaned: dict[str, Any] = _clean(found) if has_odd_characters else found
    return cleaned


def _refuse(word: str) -> None:
    raise ValueError(word)


def _clean(value: Any) -> Any:
    """Halves of surrogate pairs and NUL replaced, at any depth."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    return value
