"""What a row is: a chat, an instruction, a question with its answer, or plain text; and its one form here."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

LONGEST_TEXT = 200_000
MOST_MESSAGES = 2_000
ROLES = {
    "system": "system", "developer": "system", "user": "user", "human": "user", "prompter": "user", "question": "user",
    "assistant": "assistant", "gpt": "assistant", "bot": "assistant", "model": "assistant", "ai": "assistant",
    "chatgpt": "assistant", "tool": "tool", "function": "tool",
}  # fmt: skip
SPLITS = {
    "train": "train", "training": "train", "validation": "validation", "valid": "validation", "val": "validation",
    "dev": "validation", "test": "test", "eval": "test",
}  # fmt: skip
QUESTION = ("question", "query")
ANSWER = ("answer", "answers")
INSTRUCTION = ("instruction", "prompt")
OUTPUT = ("output", "completion", "response", "chosen")
TEXT = ("text", "content", "document")


class Shape(models.TextChoices):
    """The forms a dataset's rows can have."""

    CHAT = "chat", "Chat"
    INSTRUCTION = "instruction", "Instruction"
    QA = "qa", "Question and answer"
    TEXT = "text", "Text"


class BadRow(ValueError):
    """The row cannot be taken; its text says why."""


def shape_of(row: Mapping[str, Any]) -> Shape | None:
    """What the row's columns say it is, or None."""
    names = {str(name).strip().lower() for name in row}
    if names & {"messages", "conversations", "chat_messages", "mapping"}:
        return Shape.CHAT
    if names & set(QUESTION) and names & set(ANSWER):
        return Shape.QA
    if names & set(INSTRUCTION) and names & set(OUTPUT):
        return Shape.INSTRUCTION
    if names & set(TEXT):
        return Shape.TEXT
    return None


def shape_of_all(rows: Iterable[Mapping[str, Any]]) -> Shape | None:
    """The shape that most of these rows have, or None when none has any."""
    found = Counter(shape for row in rows if (shape := shape_of(row)) is not None)
    return found.most_common(1)[0][0] if found else None


def formed(row: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """The row in the form of that shape, or BadRow."""
    given = {str(name).strip().lower(): value for name, value in row.items()}
    match shape:
        case Shape.CHAT:
            return {"messages": _messages(given)}
        case Shape.QA:
            context = _text(given, ("context", "passage"), is_required=False)
            made = {"question": _text(given, QUESTION), "answer": _answer(given)}
            return {**made, "context": context} if context else made
        case Shape.INSTRUCTION:
            extra = _text(given, ("input", "context"), is_required=False)
            return {"instruction": _text(given, INSTRUCTION), "input": extra, "output": _text(given, OUTPUT)}
    return {"text": _text(given, TEXT)}


def split_of(row: Mapping[str, Any], otherwise: str = "train") -> str:
    """What the row says it is for."""
    value = next((value for name, value in row.items() if str(name).strip().lower() == "split"), None)
    return SPLITS.get(str(value).strip().lower(), otherwise) if value is not None else otherwise


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a formed row; equal rows have equal ones, whatever order their keys came in."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def texts_of(content: Mapping[str, Any]) -> list[str]:
    """Every text of a formed row."""
    if "messages" in content:
        return [each["content"] for each in content["messages"]]
    return [value for value in content.values() if isinstance(value, str) and value]


def checked_text(value: str, what: str) -> str:
    """The text, where the database can hold it and it is no longer than allowed."""
    if len(value) > LONGEST_TEXT:
        raise BadRow(f"{what} is longer than {LONGEST_TEXT:,} characters")
    if "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
        raise BadRow(f"{what} holds bytes that are no UTF-8, or characters that cannot be stored")
    return value


def _text(row: Mapping[str, Any], names: tuple[str, ...], *, is_required: bool = True) -> str:
    name = next((each for each in names if row.get(each) not in (None, "")), None)
    if name is None:
        if is_required:
            raise BadRow(f"{' or '.join(names)} is missing or empty")
        return ""
    value = row[name]
    if isinstance(value, float) and not math.isfinite(value):
        raise BadRow(f"{name} is no number and no text")
    if isinstance(value, bool | dict | list):
        raise BadRow(f"{name} must be text")
    text = checked_text(str(value), name)
    if is_required and not text.strip():
        raise BadRow(f"{name} is empty")
    return text


def _answer(row: Mapping[str, Any]) -> str:
    value = next((row[each] for each in ANSWER if row.get(each) not in (None, "")), None)
    if isinstance(value, dict):  # as in SQuAD: {"text": [...], "answer_start": [...]}
        value = value.get("text")
    if isinstance(value, list):
        value = value[0] if value else None
        value = value.get("text") if isinstance(value, dict) else value
    return _text({"answer": value}, ("answer",))


def _messages(row: Mapping[str, Any]) -> list[dict[str, str]]:
    raw = next((row[each] for each in ("messages", "conversations", "chat_messages") if row.get(each)), None)
    if raw is None and isinstance(row.get("mapping"), dict):
        raw = _branch(row["mapping"], row.get("current_node"))
    if not isinstance(raw, list) or not raw:
        raise BadRow("messages is missing or empty")
    if len(raw) > MOST_MESSAGES:
        raise BadRow(f"it has more than {MOST_MESSAGES:,} messages")
    found = [_message(each, number) for number, each in enumerate(raw, 1)]
    if not any(each["role"] == "assistant" for each in found):
        raise BadRow("nobody answers in it: there is no message of an assistant")
    return found


def _message(raw: Any, number: int) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise BadRow(f"message {number} is no object")
    said_by = next((raw[each] for each in ("role", "from", "sender") if isinstance(raw.get(each), str)), "")
    role = ROLES.get(said_by.strip().lower())
    if role is None:
        raise BadRow(f"message {number} has the unknown role {said_by[:40]!r}")
    content = next((raw[each] for each in ("content", "value", "text") if raw.get(each) is not None), "")
    if isinstance(content, list):  # parts, of which only words are kept
        content = "\n".join(
            each if isinstance(each, str) else str(each.get("text") or "")
            for each in content
            if isinstance(each, str | dict)
        )
    if not isinstance(content, str) or not content.strip():
        raise BadRow(f"message {number} says nothing")
    return {"role": role, "content": checked_text(content, f"message {number}")}


def _branch(mapping: Mapping[str, Any], leaf: Any) -> list[dict[str, Any]]:
    """The messages from the first to ``leaf`` in a tree of them, as chat exports keep it."""
    if leaf not in mapping:
        parents = {node.get("parent") for node in mapping.values() if isinstance(node, dict)}
        leaf = next((each for each in reversed(list(mapping)) if each not in parents), None)
    found: list[dict[str, Any]] = []
    seen: set[Any] = set()
    while leaf in mapping and leaf not in seen and isinstance(mapping[leaf], dict):
        seen.add(leaf)
        message = mapping[leaf].get("message")
        leaf = mapping[leaf].get("parent")
        if isinstance(message, dict):
            author, content = message.get("author") or {}, message.get("content") or {}
            parts = content.get("parts") if isinstance(content, dict) else content
            if parts and any(str(part).strip() for part in parts):
                found.append({"role": author.get("role") if isinstance(author, dict) else "", "content": parts})
    return found[::-1]
