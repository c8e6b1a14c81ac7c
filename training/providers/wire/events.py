"""Server-sent events and JSON lines out of a stream's lines; garbage has a name."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from training.providers.errors import ProviderError, ProviderGarbage, StreamTooLarge

MOST_EVENT_BYTES = 2_000_000
DRAIN_SECONDS = 0.1


async def server_sent(lines: AsyncGenerator[bytes, None]) -> AsyncGenerator[tuple[str, str], None]:
    """Each event's name (or nothing) and its data; comments are dropped, and so is an event the stream breaks off in."""
    name, size = "", 0
    parts: list[bytes] = []
    async for line in lines:
        if not line:
            if parts:
                yield name, _text(b"\n".join(parts))
            name, parts, size = "", [], 0
            continue
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            parts.append(value)
            size += len(value)
            if size > MOST_EVENT_BYTES:
                raise StreamTooLarge()
        elif field == b"event":
            name = _text(value)
        elif field not in (b"", b"id", b"retry"):
            raise ProviderGarbage(detail=f"Not an event stream: {line[:200]!r}")
    if parts:
        yield name, _text(b"\n".join(parts))


async def drained(lines: AsyncGenerator[bytes, None]) -> None:
    """Read what little follows the proven end, so that the connection can be used again; a server that stalls loses it."""
    with suppress(ProviderError, TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in lines:
                pass


def object_of(text: str | bytes) -> dict[str, Any]:
    """A JSON object, or ProviderGarbage."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProviderGarbage(detail=f"Not JSON: {text[:200]!r}") from error
    if not isinstance(found, dict):
        raise ProviderGarbage(detail=f"Not a JSON object: {text[:200]!r}")
    return found


def part(parent: Any, key: str) -> dict[str, Any]:
    """The object under ``key``, or an empty one where it is absent or null; ProviderGarbage where it is something else."""
    found = parent.get(key) if isinstance(parent, dict) else parent
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ProviderGarbage(detail=f"{key!r} is no object.")
    return found


def items(parent: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects listed under ``key``; ProviderGarbage where it is no list of objects."""
    found = parent.get(key) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ProviderGarbage(detail=f"{key!r} is no list of objects.")
    return found


def words(parent: dict[str, Any], key: str) -> str:
    """The text under ``key``, or nothing, fit to be stored; ProviderGarbage where it is no text."""
    found = parent.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise ProviderGarbage(detail=f"{key!r} is no text.")
    return found if found.isascii() and "\0" not in found else _storable(found)


def count(parent: dict[str, Any], key: str) -> int:
    """The number under ``key`` when it is a sensible count, else 0: a wrong count must not cost the answer."""
    found = parent.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**53 else 0


def _storable(text: str) -> str:
    """Text without NUL and lone surrogates, which neither UTF-8 nor the database holds."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "\ufffd")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProviderGarbage(detail="The stream is not UTF-8.") from error
