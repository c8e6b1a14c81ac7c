"""Reads back the files that this product wrote."""

import json
from datetime import UTC, datetime
from typing import Any

from chat.exchange.documents import LONGEST_CONTENT, ROLES, Document, Said
from chat.exchange.write_text import FORMAT
from project.lib.errors import InvalidInput

LARGEST_FILE = 64 * 2**20
MOST_CONVERSATIONS = 10_000
MOST_MESSAGES = 200_000
LONGEST_TITLE = 200


def is_own(content: bytes) -> bool:
    """Whether the file begins as ours do; what it holds may still be wrong."""
    return f'"{FORMAT}"'.encode() in content[:200]


def read_documents(content: bytes) -> list[Document]:
    """The conversations in a file of ours; InvalidInput says what is wrong with it."""
    if len(content) > LARGEST_FILE:
        raise _wrong(f"At most {LARGEST_FILE // 2**20} MB.")
    found = _parsed(content)
    rows = found.get("conversations") if isinstance(found, dict) and found.get("format") == FORMAT else None
    if not isinstance(rows, list):
        raise _wrong("Expected a list of conversations.")
    documents = [each for each in _read(rows) if each.said]
    if not documents:
        raise _wrong("There is no conversation in this file.")
    if len(documents) > MOST_CONVERSATIONS or sum(len(each.said) for each in documents) > MOST_MESSAGES:
        raise _wrong(f"At most {MOST_CONVERSATIONS:,} conversations with {MOST_MESSAGES:,} messages.")
    return documents


def _wrong(message: str) -> InvalidInput:
    return InvalidInput.of("file", message)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _wrong("This is not JSON.") from error


def _read(rows: list[Any]) -> list[Document]:
    documents = []
    for number, row in enumerate(rows, start=1):
        try:
            documents.append(_document(row))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise _wrong(f"Conversation {number} cannot be read.") from error
    return documents


def _document(row: dict[str, Any]) -> Document:
    """The conversation with its tree: parents first, and what nobody said left out."""
    nodes = {str(each["id"]): each for each in row["messages"]}
    parents = {key: str(node.get("parent") or "") for key, node in nodes.items()}
    document = Document(title=_title(row.get("title")), at=_time(row.get("created_at")))
    kept: dict[str, Said] = {}
    for key in _parents_first(parents):
        node = nodes[key]
        text = _storable(node["content"])[:LONGEST_CONTENT]
        if node["role"] in ROLES and text.strip():
            above = kept.get(parents[key])
            kept[key] = Said(
                key=key,
                parent=above.key if above else "",
                role=node["role"],
                content=text,
                author=_storable(node.get("author") or "")[:120],
                reasoning=_storable(node.get("reasoning") or "")[:LONGEST_CONTENT],
                at=_time(node.get("created_at")),
            )
    document.said = list(kept.values())
    shown = str(row.get("shown") or "")
    document.leaf = shown if shown in kept else (document.said[-1].key if document.said else "")
    return document


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _parents_first(parents: dict[str, str]) -> list[str]:
    """The keys so that each stands after its parent; a circle is broken where it is met."""
    children: dict[str, list[str]] = {}
    for key, parent in parents.items():
        children.setdefault(parent if parent in parents and parent != key else "", []).append(key)
    order: list[str] = []
    waiting = children.get("", [])[::-1]
    while waiting:
        key = waiting.pop()
        order.append(key)
        waiting += children.get(key, [])[::-1]
    return order


def _title(raw: Any) -> str:
    return " ".join(_storable(str(raw or "")).split())[:LONGEST_TITLE]


def _time(raw: Any) -> datetime | None:
    if raw is None:
        return None
    found = datetime.fromisoformat(str(raw))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
