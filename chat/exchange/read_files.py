"""Reads exports of ChatGPT, Open WebUI and Daimon itself; the file says by its shape which it is."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from chat.exchange.documents import LONGEST_CONTENT, ROLES, Document, Said
from chat.exchange.write_text import FORMAT
from project.lib.errors import InvalidInput

LARGEST_FILE = 64 * 2**20
LARGEST_UNPACKED = 256 * 2**20
MOST_CONVERSATIONS = 10_000
MOST_MESSAGES = 200_000
LONGEST_TITLE = 200


def read_documents(content: bytes) -> list[Document]:
    """The conversations in a file (JSON, or ChatGPT's zip around it); InvalidInput says what is wrong with it."""
    if len(content) > LARGEST_FILE:
        raise _wrong(f"At most {LARGEST_FILE // 2**20} MB.")
    documents: list[Document] = []
    for part in _unpacked(content):
        documents += _read(_parsed(part))
    found = [each for each in documents if each.said]
    if not found:
        raise _wrong("There is no conversation in this file.")
    if len(found) > MOST_CONVERSATIONS or sum(len(each.said) for each in found) > MOST_MESSAGES:
        raise _wrong(f"At most {MOST_CONVERSATIONS:,} conversations with {MOST_MESSAGES:,} messages.")
    return found


def _wrong(message: str) -> InvalidInput:
    return InvalidInput.of("file", message)


def _unpacked(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK"):
        yield content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            wanted = [each for each in packed.infolist() if _is_wanted(each.filename)]
            if sum(each.file_size for each in wanted) > LARGEST_UNPACKED:
                raise _wrong("The file is too large once it is unpacked.")
            for each in wanted:
                with packed.open(each) as part:
                    yield part.read(LARGEST_UNPACKED)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _wrong("This zip file cannot be opened.") from error


def _is_wanted(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return last.startswith("conversations") and last.endswith(".json")


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _wrong("This is not JSON.") from error


def _read(found: Any) -> list[Document]:
    if isinstance(found, dict) and found.get("format") == FORMAT:
        return _all(found.get("conversations"), _own)
    rows = found if isinstance(found, list) else [found]
    first = next((each for each in rows if isinstance(each, dict)), {})
    if isinstance(first.get("mapping"), dict):
        return _all(rows, _chatgpt)
    if isinstance(first.get("chat"), dict):
        return _all(rows, _open_webui)
    raise _wrong("Expected an export of ChatGPT, Open WebUI or Daimon.")


def _all(rows: Any, read: Callable[[dict[str, Any]], Document]) -> list[Document]:
    if not isinstance(rows, list):
        raise _wrong("Expected a list of conversations.")
    documents = []
    for number, row in enumerate(rows, start=1):
        try:
            documents.append(read(row))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise _wrong(f"Conversation {number} cannot be read.") from error
    return documents


def _chatgpt(row: dict[str, Any]) -> Document:
    nodes = {str(key): node for key, node in row["mapping"].items()}

    def message(node: dict[str, Any]) -> tuple[str, str, str, Any]:
        said = node.get("message") or {}
        parts = (said.get("content") or {}).get("parts") or []
        text = "\n\n".join(each for each in parts if isinstance(each, str))
        details = said.get("metadata") or {}
        if details.get("is_visually_hidden_from_conversation"):
            text = ""
        return (
            (said.get("author") or {}).get("role", ""),
            text,
            details.get("model_slug") or "",
            said.get("create_time"),
        )

    parents = {key: str(node.get("parent") or "") for key, node in nodes.items()}
    document = Document(title=_title(row.get("title")), at=_time(row.get("create_time")))
    return _grown(document, nodes, parents, message, leaf=str(row.get("current_node") or ""))


def _open_webui(row: dict[str, Any]) -> Document:
    chat = row["chat"]
    history = chat.get("history") or {}
    nodes = {str(key): node for key, node in (history.get("messages") or {}).items()}

    def message(node: dict[str, Any]) -> tuple[str, str, str, Any]:
        content = node.get("content")
        text = content if isinstance(content, str) else ""
        return node.get("role", ""), text, node.get("modelName") or node.get("model") or "", node.get("timestamp")

    parents = {key: str(node.get("parentId") or "") for key, node in nodes.items()}
    document = Document(title=_title(row.get("title") or chat.get("title")), at=_time(row.get("created_at")))
    return _grown(document, nodes, parents, message, leaf=str(history.get("currentId") or ""))


def _own(row: dict[str, Any]) -> Document:
    nodes = {str(each["id"]): each for each in row["messages"]}

    def message(node: dict[str, Any]) -> tuple[str, str, str, Any]:
        return node["role"], node["content"], node.get("author") or "", node.get("created_at")

    parents = {key: str(node.get("parent") or "") for key, node in nodes.items()}
    document = Document(title=_title(row.get("title")), at=_time(row.get("created_at")))
    return _grown(document, nodes, parents, message, leaf=str(row.get("shown") or ""))


def _grown(
    document: Document,
    nodes: dict[str, Any],
    parents: dict[str, str],
    message: Callable[[dict[str, Any]], tuple[str, str, str, Any]],
    *,
    leaf: str,
) -> Document:
    """The document with its tree: parents first, what nobody said left out, and a reply in pieces put together."""
    kept: dict[str, Said] = {}
    place: dict[str, str] = {"": ""}  # where what follows a node goes on
    for key in _parents_first(parents):
        above = kept.get(place.get(parents[key], ""))
        role, text, author, at = message(nodes[key])
        text = text.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_CONTENT]
        if role not in ROLES or not text.strip():
            place[key] = above.key if above else ""
        elif above and above.role == role:
            above.content = f"{above.content}\n\n{text}"[:LONGEST_CONTENT]
            place[key] = above.key
        else:
            kept[key] = Said(
                key=key, parent=above.key if above else "", role=role, content=text, author=author[:120], at=_time(at)
            )
            place[key] = key
    document.said = list(kept.values())
    document.leaf = place.get(leaf, "") or (document.said[-1].key if document.said else "")
    return document


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
    return " ".join(str(raw or "").replace("\x00", "").encode("utf-8", "replace").decode().split())[:LONGEST_TITLE]


def _time(raw: Any) -> datetime | None:
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, (int, float)):
        seconds = raw / 1000 if raw > 10**11 else raw  # some write milliseconds
        return datetime.fromtimestamp(seconds, tz=UTC) if 0 < seconds < 4 * 10**9 else None
    found = datetime.fromisoformat(str(raw))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
