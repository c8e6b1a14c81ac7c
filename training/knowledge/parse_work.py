"""Reads documents; runs in a worker process only, which is killed at its limits."""

from collections.abc import Callable
from typing import Any

from training.knowledge.reading import book, pdf, plain, records, web, word
from training.knowledge.reading.blocks import Reading
from training.knowledge.reading.kinds import kind_of

WHOLE: dict[str, Callable[[str], Reading]] = {
    "docx": word.read,
    "html": web.read,
    "markdown": plain.read_markdown,
    "text": plain.read_text,
    "csv": records.read_csv,
    "json": records.read_json,
    "jsonl": records.read_jsonl,
    "epub": book.read,
}


def look(path: str, name: str) -> dict[str, Any]:
    """What the file is, and how many pages it has where they are read one after the other."""
    kind = kind_of(path, name)
    return {"kind": kind, "pages": pdf.page_count(path) if kind == "pdf" else 0}


def read(path: str, kind: str, start: int, count: int) -> dict[str, Any]:
    """Title, blocks and notes: of these pages of a PDF, of everything else as a whole."""
    return (pdf.read(path, start, count) if kind == "pdf" else WHOLE[kind](path)).told()
