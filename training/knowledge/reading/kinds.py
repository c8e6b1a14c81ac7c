"""What a file is, by its bytes first and its name second."""

import zipfile
from pathlib import Path

from training.knowledge.reading.blocks import refused

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html", ".csv": "csv",
    ".tsv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".text": "text", ".rst": "text",
    ".log": "text", "": "text",
}  # fmt: skip
TYPES = {
    "application/pdf": ".pdf", "text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md",
    "text/csv": ".csv", "application/json": ".json", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl",
    "text/plain": ".txt", "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
TAKEN = "PDF, DOCX, EPUB, HTML, Markdown, text, CSV, JSON and JSON lines"
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as DOCX or PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture", b"RIFF": "a sound or a film", b"\x7fELF": "a program", b"MZ": "a program", b"\x1f\x8b": "a packed file",
    b"Rar!": "a packed file", b"7z\xbc\xaf": "a packed file", b"{\\rtf": "an RTF file; save it as DOCX or PDF",
    b"SQLite": "a database", b"PAR1": "a Parquet file; make a dataset of it",
}  # fmt: skip


def kind_of(path: str, name: str) -> str:
    """pdf, docx, epub, html, markdown, text, csv, json or jsonl; refused where it is none of them."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if not head:
        raise refused("The file is empty.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _of_archive(path)
    for mark, what in FOREIGN.items():
        if head.startswith(mark):
            raise refused(f"This is {what}. Taken are {TAKEN}.")
    suffix = Path(name.lower()).suffix
    if suffix in (".pdf", ".docx", ".epub"):
        raise refused(f"It is called {suffix[1:].upper()}, and is none.")
    beginning = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix not in SUFFIXES and not beginning.startswith((b"<!doctype html", b"<html")):
        raise refused(f"A file ending in {suffix} is not taken. Taken are {TAKEN}.")
    if beginning.startswith((b"<!doctype html", b"<html")):
        return "html"
    return SUFFIXES[suffix]


def _of_archive(path: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused("The file is broken: its table of contents cannot be read.") from error
    if "word/document.xml" in names:
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    what = next((kind for part, kind in (("xl/", "a spreadsheet; save it as CSV"), ("ppt/", "a presentation; save it as PDF"))
                 if any(name.startswith(part) for name in names)), "an archive; unpack it first")  # fmt: skip
    raise refused(f"This is {what}. Taken are {TAKEN}.")
