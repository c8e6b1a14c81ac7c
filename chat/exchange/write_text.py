"""A conversation as Markdown, and as JSON that can be read back."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chat.exchange.documents import Document, Said

FORMAT = "daimon.conversations"
VERSION = 1


def as_markdown(document: Document, *, you: str = "You") -> str:
    """The branch it shows, to be read or put into a note."""
    parts = [f"# {document.title}"]
    for each in document.branch():
        who = each.author or "Assistant" if each.role == "assistant" else you
        parts.append(f"## {who}\n\n{each.content.strip()}")
    return "\n\n".join(parts) + "\n"


def as_json(documents: Iterable[Document]) -> str:
    """Every message of every branch."""
    content = {"format": FORMAT, "version": VERSION, "conversations": [_conversation(each) for each in documents]}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _conversation(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "created_at": _time(document.at),
        "shown": document.leaf,
        "messages": [_message(each) for each in document.said],
    }


def _message(each: Said) -> dict[str, Any]:
    return {
        "id": each.key,
        "parent": each.parent or None,
        "role": each.role,
        "author": each.author,
        "content": each.content,
        "reasoning": each.reasoning,
        "created_at": _time(each.at),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
