"""Reads the exports of ChatGPT and Open WebUI: pure, and each conversation along the branch that was on show."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from project.lib.errors import InvalidInput

LARGEST = 100_000_000  # bytes of JSON
MOST_CONVERSATIONS = 5_000
MOST_MESSAGES = 100_000
LONGEST_MESSAGE = 100_000  # characters; the rest of a longer one is left out, visibly
CUT = "\n[… the rest is left out: it is too long …]"
INSIDE = "conversations.json"  # of a ChatGPT export that is still packed
ROLES = ("user", "assistant")


@dataclass(frozen=True)
class ForeignMessage:
    """One message as it was said elsewhere."""

    role: str
    text: str
    at: datetime
    author: str


@dataclass(frozen=True)
class ForeignTalk:
    """One conversation as it was had elsewhere; ``id`` is the other system's."""

    source: str
    id: str
    title: str
    messages: tuple[ForeignMessage, ...]


def talks_in(content: bytes, *, now: datetime) -> list[ForeignTalk]:
    """The conversations of an export that say something, or InvalidInput naming what is wrong with the file."""
    try:
        given = json.loads(_unpacked(content))
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("file", "Not the JSON of an export.") from error
    if not isinstance(given, list):
        raise InvalidInput.of("file", "Expected a list of conversations, as ChatGPT and Open WebUI export them.")
    if len(given) > MOST_CONVERSATIONS:
        raise InvalidInput.of(
            "file", f"At most {MOST_CONVERSATIONS:,} conversations at once; these are {len(given):,}."
        )
    talks = [talk for number, each in enumerate(given, start=1) if (talk := _talk(number, each, now)).messages]
    if sum(len(each.messages) for each in talks) > MOST_MESSAGES:
        raise InvalidInput.of("file", f"At most {MOST_MESSAGES:,} messages at once.")
    return talks


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        found = content
    else:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(INSIDE) as file:
                found = file.read(LARGEST + 1)
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError) as error:
            raise InvalidInput.of("file", f"This archive has no readable {INSIDE}.") from error
    if len(found) > LARGEST:
        raise InvalidInput.of("file", f"At most {LARGEST // 1_000_000} MB of conversations at once.")
    return found


def _talk(number: int, given: Any, now: datetime) -> ForeignTalk:
    """One conversation of either system, told apart by its shape."""
    if isinstance(given, dict) and isinstance(given.get("mapping"), dict):
        source, told, messages = "ChatGPT", given, _chatgpt(given, now)
    elif isinstance(given, dict) and isinstance(given.get("chat"), dict):
        source, told, messages = "Open WebUI", given, _open_webui(given["chat"], now)
    else:
        raise InvalidInput.of("file", f"Conversation {number} is neither ChatGPT's nor Open WebUI's.")
    known = told.get("id") or told.get("conversation_id") or ""
    title = told.get("title")
    try:
        kept = tuple(messages)
    except (TypeError, AttributeError, ValueError, OverflowError) as error:
        raise InvalidInput.of("file", f"Conversation {number} is damaged.") from error
    return ForeignTalk(source, _text(known)[:200], _text(title)[:200] if isinstance(title, str) else "", kept)


def _chatgpt(given: dict[str, Any], now: datetime) -> Iterator[ForeignMessage]:
    nodes = given["mapping"]
    for node in _branch(nodes, given.get("current_node"), "parent"):
        message = node.get("message") or {}
        role = (message.get("author") or {}).get("role")
        hidden = (message.get("metadata") or {}).get("is_visually_hidden_from_conversation")
        content = message.get("content") or {}
        if role not in ROLES or hidden or content.get("content_type") not in ("text", "multimodal_text"):
            continue
        text = "\n".join(part for part in content.get("parts") or [] if isinstance(part, str))
        at = message.get("create_time") or given.get("create_time")
        yield from _message(role, text, at, (message.get("metadata") or {}).get("model_slug") or "ChatGPT", now)


def _open_webui(given: dict[str, Any], now: datetime) -> Iterator[ForeignMessage]:
    history = given.get("history") or {}
    nodes = history.get("messages") or {}
    listed = list(_branch(nodes, history.get("currentId"), "parentId")) or given.get("messages") or []
    for message in listed:
        role, content = message.get("role"), message.get("content")
        if isinstance(content, list):
            content = "\n".join(part.get("text") or "" for part in content if isinstance(part, dict))
        if role in ROLES and isinstance(content, str):
            yield from _message(role, content, message.get("timestamp"), message.get("model") or "Open WebUI", now)


def _branch(nodes: dict[str, Any], leaf: Any, upwards: str) -> list[dict[str, Any]]:
    """The nodes from the root down to the leaf; a circle is followed once."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    while isinstance(leaf, str) and leaf in nodes and leaf not in seen:
        seen.add(leaf)
        found.insert(0, nodes[leaf])
        leaf = nodes[leaf].get(upwards)
    return found


def _message(role: str, text: str, at: Any, author: Any, now: datetime) -> Iterator[ForeignMessage]:
    said = _text(text).strip()
    if said:
        kept = said if len(said) <= LONGEST_MESSAGE else said[: LONGEST_MESSAGE - len(CUT)] + CUT
        yield ForeignMessage(role, kept, _time(at, now), _text(str(author))[:120] if role == "assistant" else "")


def _time(at: Any, now: datetime) -> datetime:
    """Seconds since 1970 as a time; now where it is missing or in the future."""
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 < at <= now.timestamp():
        return now
    return datetime.fromtimestamp(at, UTC)


def _text(text: Any) -> str:
    """The text with what PostgreSQL cannot hold replaced."""
    return str(text).replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
