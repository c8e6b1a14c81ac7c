"""What a tool of another program answered, as a result of ours."""

import base64
import binascii
import json
import mimetypes
from typing import Any

from spirits.served.errors import ServedToolFailed
from spirits.tools import NewArtifact, ToolResult

MOST_FILES = 10
LONGEST_TEXT = 20_000
LONGEST_FAILURE = 500


def result_of(answer: Any) -> ToolResult:
    """Texts joined, pictures and files as artifacts, structured content as data; ServedToolFailed where it says so."""
    words: list[str] = []
    files: list[NewArtifact] = []
    for block in answer.content:
        text, file = _read(block, len(files) + 1)
        words += [text] if text else []
        files += [file] if file and len(files) < MOST_FILES else []
    text = "\n".join(words)
    if answer.is_error:
        raise ServedToolFailed(text[:LONGEST_FAILURE] or "The tool server says that the call failed.")
    given = answer.structured_content
    data = {"text": text[:LONGEST_TEXT]} if given is None else given if isinstance(given, dict) else {"result": given}
    finite: dict[str, Any] = json.loads(json.dumps(data), parse_constant=lambda _: None)
    return ToolResult(finite, text[:LONGEST_TEXT] or "Done.", tuple(files))


def _read(block: Any, number: int) -> tuple[str, NewArtifact | None]:
    if block.type == "text":
        return block.text, None
    if block.type in ("image", "audio"):
        return "", _file(block.data, block.mime_type, number)
    if block.type == "resource_link":
        return f"{block.name}: {block.uri}", None
    if block.type == "resource":
        held = block.resource
        if hasattr(held, "text"):
            return held.text, None
        return "", _file(held.blob, held.mime_type or "", number)
    return "", None


def _file(encoded: str, mime: str, number: int) -> NewArtifact | None:
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    known = mimetypes.guess_extension(mime) or ""
    return NewArtifact(f"file-{number}{known}", mime if known else "application/octet-stream", content)
