"""Documents that hostile people, broken programs and unlucky copies send: a name, the bytes or what makes them, and what is said of it."""

import bz2
import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable

from training.knowledge.tests.documents import (
    CONTAINER,
    bomb,
    docx,
    epub,
    liar,
    loop_pdf,
    object_bomb,
    page_bomb,
    paragraph,
    pdf,
    pdf_of,
    picture_pdf,
    rows,
    zipped,
)

GOOD_PDF = pdf([["A page with words."]])
GOOD_DOCX = docx(paragraph("Words."))
LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
BLOWN = f'<!DOCTYPE x [<!ENTITY c "{"x" * 50_000}">]>'
FILES = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
ELSEWHERE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Made = bytes | Callable[[], bytes]


def _word(before: str, text: str) -> bytes:
    """A Word document with that before its text."""
    return zipped(
        {"word/document.xml": f"{before}<w:document {W}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>"}
    )


def _flipped(raw: bytes) -> bytes:
    at = raw.index(b"word/document.xml") + 30
    return raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :]


def _marked(raw: bytes, *, flags: int = 0, method: int | None = None) -> bytes:
    """The archive with these flags and this way of packing named for each member, in both of its tables."""
    changed = bytearray(raw)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := changed.find(mark, at + 1)) >= 0:
            changed[at + place] |= flags
            if method is not None:
                changed[at + place + 2] = method
    return bytes(changed)


def _crowd() -> bytes:
    """A Word document beside so many empty files that their list alone is too long."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        for number in range(20_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    return file.getvalue()


def _twin() -> bytes:
    """A Word document that has its text twice; the table of contents names the second."""
    return zipped({"word/document.xmk": _text("First."), "word/document.xml": _text("Second.")}).replace(
        b".xmk", b".xml"
    )


def _text(words: str) -> str:
    return f"<w:document {W}>{paragraph(words)}</w:document>"


def _squeezed() -> bytes:
    """A Word document whose text is packed by bzip2, which packs blanks a million times smaller."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)
    return file.getvalue()


def _tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../etc/cron.d/evil"))
    return file.getvalue()


def _led_out() -> bytes:
    """A book whose chapter is a file of the machine."""
    return _chapters("../../../../../../etc/hostname")


def _chapters(href: str) -> bytes:
    package = f'<package><manifest><item id="a" href="{href}"/></manifest><spine><itemref idref="a"/></spine></package>'
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package})


def _without_chapters() -> bytes:
    return epub("<p>x</p>").replace(b"OEBPS/c0.xhtml", b"OEBPS/cX.xhtml")


REFUSED: dict[str, tuple[str, Made, str]] = {
    "empty": ("a.txt", b"", "The file is empty."),
    "blanks": ("a.txt", b" \n\t\n", "There is no text in it."),
    "no text": ("a.txt", os.urandom(2_000).replace(b"PK", b"XX") + b"\x00\x01\x02" * 50, "It is no text"),
    "false utf-16": ("a.txt", b"\xff\xfe\x00", "It begins like UTF-16"),
    "half a character in utf-16": ("a.txt", b"\xff\xfe" + b"\x00\xd8" * 9, "It begins like UTF-16"),
    "characters nobody can see": ("a.txt", "\u200b\u2060\ufeff\x1b".encode() * 9, "There is no text in it."),
    "marks upon marks": ("a.txt", ("a" + "\u0301\u0316" * 200_000).encode(), "took more than"),
    "picture called text": ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "This is a picture"),
    "program called pdf": ("a.pdf", b"\x7fELF" + b"\0" * 50, "This is a program"),
    "program of windows": ("invoice.pdf.exe", b"MZ\x90\x00" + b"\0" * 50, "This is a program"),
    "text called pdf": ("a.pdf", b"Not a PDF at all.", "It is called PDF, and is none."),
    "text called docx": ("a.docx", b"Not Word.", "It is called DOCX, and is none."),
    "name that turns round": ("a\u202efdp.exe", b"hello", "A file ending in .exe is not taken."),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "an old Office file"),
    "rich text": ("a.rtf", b"{\\rtf1 hello}", "an RTF file"),
    "database": ("a.txt", b"SQLite format 3\0" + b"\0" * 90, "a database"),
    "spreadsheet": ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "a spreadsheet; save it as CSV"),
    "plain archive": ("a.zip", zipped({"a.txt": "a"}), "an archive; unpack it first"),
    "archive in an archive in an archive": ("a.docx", lambda: zipped({"b.zip": zipped({"c.zip": bomb(9_000_000)})}), "an archive; unpack it first"),
    "packed text": ("a.txt.gz", lambda: gzip.compress(b" " * 9_000_000), "a packed file"),
    "packed text called text": ("a.txt", lambda: bz2.compress(b"words " * 9_000), "It is no text"),
    "tape": ("a.tar", _tar, "A file ending in .tar is not taken."),
    "foreign suffix": ("a.exe", b"hello", "A file ending in .exe is not taken."),
    "pdf cut off at its head": ("a.pdf", GOOD_PDF[:40], "The PDF is broken"),
    "pdf with its end cut off": ("a.pdf", GOOD_PDF[:-60], "The PDF is broken"),
    "pdf of nothing": ("a.pdf", b"%PDF-1.7\n%%EOF", "The PDF is broken"),
    "pdf with a password": ("a.pdf", lambda: pdf([["Secret."]], password="x1"), "locked with a password"),
    "pdf of pictures": ("a.pdf", pdf([[], []]), "There is no text in it: its pages are pictures."),
    "pdf of a picture of 3,600 million points": ("a.pdf", picture_pdf, "There is no text in it: its pages are pictures."),
    "pdf whose pages go round": ("a.pdf", loop_pdf(), "The PDF is broken|There is no text|at most 20,000|no pages"),
    "pdf that unpacks to 300 MB": ("a.pdf", page_bomb, "took more than|reader was ended|There is no text"),
    "pdf packed three times over": ("a.pdf", lambda: page_bomb(times=3), "took more than|reader was ended|There is no text"),
    "pdf whose objects unpack to 300 MB": ("a.pdf", object_bomb, "took more than|reader was ended|broken|There is no text"),
    "pdf of brackets": ("a.pdf", pdf_of(b"[" * 200_000 + b"]" * 200_000), "broken|There is no text|no pages|reader was ended"),
    "docx cut off": ("a.docx", GOOD_DOCX[: len(GOOD_DOCX) // 2], "The file is broken"),
    "docx with broken xml": ("a.docx", zipped({"word/document.xml": "<w:document><w:p>"}), "Its text is broken at line 1"),
    "docx with a flipped bit": ("a.docx", lambda: _flipped(GOOD_DOCX), "is broken"),
    "docx with a password": ("a.docx", lambda: _marked(GOOD_DOCX, flags=1), "encrypted with a password"),
    "docx packed in an unknown way": ("a.docx", lambda: _marked(GOOD_DOCX, method=99), "is broken"),
    "docx that unpacks to 400 MB": ("a.docx", bomb, "unpacks to more than it may"),
    "docx that lies of its size": ("a.docx", liar, "is broken|unpacks to more than it may"),
    "docx squeezed by bzip2": ("a.docx", _squeezed, "unpacks to more than it may"),
    "docx of 20,001 files": ("a.docx", _crowd, "more than 20,000 files"),
    "docx of laughs": ("a.docx", _word(LAUGHS, "&c;"), "There is no text|is broken"),
    "docx blown up by one word": ("a.docx", _word(BLOWN, "&c;" * 5_000), "There is no text|is broken"),
    "docx that reads files": ("a.docx", _word(FILES, "&f;"), "There is no text|is broken"),
    "docx nested deeply": ("a.docx", zipped({"word/document.xml": "<a>" * 300 + "</a>" * 300}), "nested too deeply|is broken"),
    "book without contents": ("a.epub", zipped({"META-INF/container.xml": "<container/>"}), "names no contents"),
    "book that leads outside": ("a.epub", zipped({"META-INF/container.xml": CONTAINER}), "The archive lacks OEBPS/book.opf"),
    "book whose contents are a file of the machine": (
        "a.epub", zipped({"META-INF/container.xml": CONTAINER.replace("OEBPS/book.opf", "../../../etc/passwd")}),
        r"The archive lacks \.\./\.\./\.\./etc/passwd",
    ),
    "book whose chapter is a file of the machine": ("a.epub", _led_out, "There is no text in it."),
    "book whose chapter is elsewhere": ("a.epub", lambda: _chapters("http://127.0.0.1:9/a.html"), "There is no text in it."),
    "book of laughs": ("a.epub", zipped({"META-INF/container.xml": LAUGHS + "<container>&c;</container>"}), "names no contents"),
    "book under lock": (
        "a.epub", lambda: zipped({"META-INF/container.xml": CONTAINER, "META-INF/encryption.xml": "<x/>", "META-INF/rights.xml": "<x/>"}),
        "protected against copying",
    ),
    "book whose chapters are gone": ("a.epub", lambda: _without_chapters(), "There is no text in it."),
    "csv without columns": ("a.csv", b"\n\n\n", "There is no text|must name 1 to"),
    "csv with zero bytes": ("a.csv", b"a,b\n1,\x00\n", "zero bytes"),
    "csv with an endless field": ("a.csv", b'a,b\n1,"' + b"x" * 1_100_000, "Row 2: field larger than field limit"),
    "csv of one endless line": ("a.csv", b"x" * 8_000_000, "field larger than field limit"),
    "csv with a thousand columns too many": ("a.csv", b"a," * 2_000 + b"\n1\n", "must name 1 to 1,000 columns"),
    "csv of more rows than are taken": ("a.csv", b"a\n" + b"1\n" * 200_001, "more than 200,000 rows"),
    "json broken off": ("a.json", b'[{"a": 1}, {"a":', "It is no JSON"),
    "json nested deeply": ("a.json", b"[" * 100_000 + b"]" * 100_000, "nested too deeply|It is no JSON"),
    "json with a number of 10,000 digits": ("a.json", b'{"a": ' + b"9" * 10_000 + b"}", "It is no JSON"),
    "jsonl without json": ("a.jsonl", b"hello\nworld\n", "There is no text in it."),
    "html nested deeply": ("a.html", b"<div>" * 50_000 + b"<p>Inside.</p>", "There is no text in it."),
    "html of scripts alone": ("a.html", b"<html><script>alert(1)</script></html>", "There is no text in it."),
    "html of half characters": ("a.html", b'<meta charset="unicode_escape"><p>\\ud800 left</p>', "There is no text in it."),
}  # fmt: skip
READ: dict[str, tuple[str, Made, str]] = {
    "html that never closes": ("a.html", b"<p>One<p>Two<b>three<table><tr><td>four", "three"),
    "html in an encoding that hides a script": ("a.html", b'<meta charset="utf-7"><p>Seen.</p>+ADw-script+AD4-hidden()+ADw-/script+AD4-', "Seen."),
    "html in an encoding that is none": ("a.html", b'<meta charset="zlib_codec"><p>Plain.</p>', "Plain."),
    "html with one endless attribute": ("a.html", b'<p title="' + b"x" * 2_000_000 + b'">Short.</p>', "Short."),
    "html of twenty thousand paragraphs": ("a.html", b"<p>x" * 20_000 + b"<p>last", "last"),
    "markdown nested deeply": ("a.md", b"> " * 5_000 + b"deep\n\nAfter.", "After."),
    "markdown of brackets": ("a.md", b"[" * 2_000 + b"\n\nAfter.", "After."),
    "markdown with a zero byte in its title": ("a.md", b"---\ntitle: a\x00b\n---\nBelow.", "Below."),
    "text of one endless word": ("a.txt", b"x" * 300_000, "xxx"),
    "text in utf-32": ("a.txt", "Wide.".encode("utf-32"), "Wide."),
    "text called by a path": ("../../etc/passwd.txt", b"Harmless.", "Harmless."),
    "a row that is broken": ("a.jsonl", rows(2).encode() + b"{no\n", "Item 1 is a lamp."),
    "json of half characters and zero bytes": ("a.json", b'{"a\\u0000": "\\ud800\\u0000left"}', "left"),
    "windows letters": ("a.txt", "Größe".encode("cp1252"), "Größe"),
    "text with odd characters": ("a.txt", "A\u202e\ufeff\x07 bell.".encode(), "bell."),
    "pdf that is an archive too": ("a.pdf", GOOD_PDF + zipped({"word/document.xml": "<x/>"}), "A page with words."),
    "pdf that wants to start a program": (
        "a.pdf", GOOD_PDF.replace(b"/Type /Catalog", b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('x'\\))>>/Type /Catalog"), "A page with words.",
    ),
    "docx with macros": ("a.docm", docx(paragraph("Words."), **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 9}), "Words."),
    "docx with a text twice": ("a.docx", _twin, "Second."),
    "docx with names that lead outside": ("a.docx", docx(paragraph("Words."), **{"../../../tmp/evil": b"x"}), "Words."),
    "docx whose type lies elsewhere": ("a.docx", _word(ELSEWHERE, "Words."), "Words."),
    "book with a chapter gone": ("a.epub", lambda: epub("<p>Here.</p>"), "Here."),
}  # fmt: skip
