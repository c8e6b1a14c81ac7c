"""Hostile and broken documents: each is refused with a plain reason or read within its limits, and leaves no passage."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from project.lib.errors import InvalidInput
from training.knowledge.errors import DocumentRefused
from training.knowledge.models import Chunk, KnowledgeBase, Posting
from training.knowledge.services import read_document
from training.knowledge.tests.conftest import Added
from training.knowledge.tests.documents import (
    CONTAINER,
    bomb,
    docx,
    epub,
    liar,
    loop_pdf,
    page_bomb,
    paragraph,
    pdf,
    rows,
    zipped,
)

GOOD_PDF = pdf([["A page with words."]])
GOOD_DOCX = docx(paragraph("Words."))
LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FILES = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHING = zipped({"word/document.xml": f"{LAUGHS}<w:document {W}><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:document>"})
STEALING = zipped({"word/document.xml": f"{FILES}<w:document {W}><w:p><w:r><w:t>&f;</w:t></w:r></w:p></w:document>"})

Made = bytes | Callable[[], bytes]
REFUSED: dict[str, tuple[str, Made, str]] = {
    "empty": ("a.txt", b"", "The file is empty."),
    "blanks": ("a.txt", b" \n\t\n", "There is no text in it."),
    "no text": ("a.txt", os.urandom(2_000).replace(b"PK", b"XX") + b"\x00\x01\x02" * 50, "It is no text"),
    "false utf-16": ("a.txt", b"\xff\xfe\x00", "It begins like UTF-16"),
    "picture called text": ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "This is a picture"),
    "program called pdf": ("a.pdf", b"\x7fELF" + b"\0" * 50, "This is a program"),
    "text called pdf": ("a.pdf", b"Not a PDF at all.", "It is called PDF, and is none."),
    "text called docx": ("a.docx", b"Not Word.", "It is called DOCX, and is none."),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "an old Office file"),
    "rich text": ("a.rtf", b"{\\rtf1 hello}", "an RTF file"),
    "spreadsheet": ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "a spreadsheet; save it as CSV"),
    "plain archive": ("a.zip", zipped({"a.txt": "a"}), "an archive; unpack it first"),
    "foreign suffix": ("a.exe", b"hello", "A file ending in .exe is not taken."),
    "pdf cut off at its head": ("a.pdf", GOOD_PDF[:40], "The PDF is broken"),
    "pdf with its end cut off": ("a.pdf", GOOD_PDF[:-60], "The PDF is broken"),
    "pdf of nothing": ("a.pdf", b"%PDF-1.7\n%%EOF", "The PDF is broken"),
    "pdf with a password": ("a.pdf", lambda: pdf([["Secret."]], password="x1"), "locked with a password"),
    "pdf of pictures": ("a.pdf", pdf([[], []]), "There is no text in it: its pages are pictures."),
    "pdf whose pages go round": ("a.pdf", loop_pdf(), "The PDF is broken|There is no text|at most 20,000|no pages"),
    "pdf that unpacks to 300 MB": ("a.pdf", page_bomb, "took more than|reader was ended|There is no text"),
    "docx cut off": ("a.docx", GOOD_DOCX[: len(GOOD_DOCX) // 2], "The file is broken"),
    "docx with broken xml": ("a.docx", zipped({"word/document.xml": "<w:document><w:p>"}), "Its text is broken at line 1"),
    "docx with a flipped bit": ("a.docx", lambda: _flipped(GOOD_DOCX), "is broken"),
    "docx that unpacks to 400 MB": ("a.docx", bomb, "unpacks to more than it may"),
    "docx that lies of its size": ("a.docx", liar, "is broken|unpacks to more than it may"),
    "docx of laughs": ("a.docx", LAUGHING, "There is no text|is broken"),
    "docx that reads files": ("a.docx", STEALING, "There is no text|is broken"),
    "docx nested deeply": ("a.docx", zipped({"word/document.xml": "<a>" * 300 + "</a>" * 300}), "nested too deeply|is broken"),
    "book without contents": ("a.epub", zipped({"META-INF/container.xml": "<container/>"}), "names no contents"),
    "book that leads outside": ("a.epub", zipped({"META-INF/container.xml": CONTAINER}), "The archive lacks OEBPS/book.opf"),
    "book whose chapters are gone": ("a.epub", lambda: _without_chapters(), "There is no text in it."),
    "csv without columns": ("a.csv", b"\n\n\n", "There is no text|must name 1 to"),
    "csv with zero bytes": ("a.csv", b"a,b\n1,\x00\n", "zero bytes"),
    "csv with an endless field": ("a.csv", b'a,b\n1,"' + b"x" * 1_100_000, "Row 2: field larger than field limit"),
    "csv with a thousand columns too many": ("a.csv", b"a," * 2_000 + b"\n1\n", "must name 1 to 1,000 columns"),
    "json broken off": ("a.json", b'[{"a": 1}, {"a":', "It is no JSON"),
    "json nested deeply": ("a.json", b"[" * 100_000 + b"]" * 100_000, "nested too deeply|It is no JSON"),
    "jsonl without json": ("a.jsonl", b"hello\nworld\n", "There is no text in it."),
    "html nested deeply": ("a.html", b"<div>" * 50_000 + b"<p>Inside.</p>", "There is no text in it."),
    "html of scripts alone": ("a.html", b"<html><script>alert(1)</script></html>", "There is no text in it."),
}  # fmt: skip
READ: dict[str, tuple[str, Made, str]] = {
    "html that never closes": ("a.html", b"<p>One<p>Two<b>three<table><tr><td>four", "three"),
    "markdown nested deeply": ("a.md", b"> " * 5_000 + b"deep\n\nAfter.", "After."),
    "text of one endless word": ("a.txt", b"x" * 300_000, "xxx"),
    "a row that is broken": ("a.jsonl", rows(2).encode() + b"{no\n", "Item 1 is a lamp."),
    "windows letters": ("a.txt", "Größe".encode("cp1252"), "Größe"),
    "text with odd characters": ("a.txt", "A\u202e\ufeff\x07 bell.".encode(), "bell."),
    "book with a chapter gone": ("a.epub", lambda: epub("<p>Here.</p>"), "Here."),
}  # fmt: skip


def _flipped(raw: bytes) -> bytes:
    at = raw.index(b"word/document.xml") + 30
    return raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :]


def _without_chapters() -> bytes:
    return epub("<p>x</p>").replace(b"OEBPS/c0.xhtml", b"OEBPS/cX.xhtml")


def _bytes(made: Made) -> bytes:
    return made() if callable(made) else made


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Made, str], str]:
    """The text of a document, read by a worker with little time and memory."""
    monkeypatch.setattr(read_document, "SECONDS", 10.0)
    monkeypatch.setattr(read_document, "MEGABYTES", 200)

    def run(made: Made, name: str) -> str:
        path = tmp_path / "document"
        path.write_bytes(_bytes(made))
        document = read_document.opened(path, name)
        return "\n".join(each["text"] for each in document.blocks(lambda share: None))

    return run


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_its_reason(read: Callable[[Made, str], str], case: str) -> None:
    name, made, reason = REFUSED[case]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentRefused, match=reason) as caught:
        read(made, name)
    assert (caught.value.status, list(caught.value.fields)) == (400, ["file"])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 400_000, "the server's own memory grew by more than what the test itself packs"


@pytest.mark.parametrize("case", READ)
def test_is_read_within_its_limits(read: Callable[[Made, str], str], case: str) -> None:
    name, made, words = READ[case]
    assert words in read(made, name)


def test_there_are_forty_of_them() -> None:
    assert len(REFUSED) + len(READ) >= 40


def test_a_refused_document_says_why_and_leaves_nothing(base: KnowledgeBase, added: Added) -> None:
    document = added(GOOD_DOCX[:100], "broken.docx")
    assert (document.state, document.problem_code) == ("failed", "document_refused")
    assert document.problem.startswith("The file is broken")
    assert not Chunk.objects.exists()
    assert not Posting.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("", b"x"), ("a\x00b.txt", b"x"), ("a.txt", b"")])
def test_is_refused_at_the_door(added: Added, base: KnowledgeBase, name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        added(content, name)
    assert not base.documents.exists()
