"""Small documents of every kind, made here; and what hostile people would send."""

import io
import json
import struct
import zipfile
import zlib

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen import canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)


def pdf(pages: list[list[str]], *, title: str = "", outline: dict[int, str] | None = None, password: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    file = io.BytesIO()
    drawn = canvas.Canvas(file, pagesize=A5, encrypt=password or None, invariant=1)
    drawn.setTitle(title)
    for number, lines in enumerate(pages, 1):
        if outline and number in outline:
            drawn.bookmarkPage(str(number))
            drawn.addOutlineEntry(outline[number], str(number))
        for row, line in enumerate(lines):
            drawn.drawString(40, 550 - 14 * row, line)
        drawn.showPage()
    drawn.save()
    return file.getvalue()


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(body: str, **members: str | bytes) -> bytes:
    """A Word document with that body."""
    styles = f'<w:styles {W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>'
    return zipped(
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": styles,
            **members,
        }
    )


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def epub(*chapters: str) -> bytes:
    """A book of these chapters."""
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = "".join(f'<item id="{name}" href="{name}"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>A book</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    bodies = {f"OEBPS/{name}": f"<html><body>{text}</body></html>" for name, text in zip(names, chapters, strict=True)}
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package, **bodies})


def bomb(size: int = 400_000_000) -> bytes:
    """A Word document whose text unpacks to so many bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece, crc, left, parts = b" " * 1_000_000, 0, size, []
    while left > 0:
        part = piece[:left]
        crc = zlib.crc32(part, crc)
        parts.append(packer.compress(part))
        left -= len(part)
    packed = b"".join([*parts, packer.flush()])
    name = b"word/document.xml"
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0) + name
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry) + len(name), len(head) + len(packed), 0)
    return head + packed + entry + name + end


def liar() -> bytes:
    """A Word document whose table of contents says its text is small, where it unpacks to much more."""
    raw = bytearray(bomb(150_000_000))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(raw)


def page_bomb() -> bytes:
    """A small PDF whose one page's content unpacks to 300 MB."""
    content = zlib.compress(b"BT /F1 12 Tf (bomb) Tj ET " * 12_000_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return _assembled(objects)


def loop_pdf() -> bytes:
    """A PDF whose tree of pages leads back to itself."""
    return _assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"])


def _assembled(objects: list[bytes]) -> bytes:
    raw, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    start = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    raw += b"".join(b"%010d 00000 n \n" % place for place in places)
    raw += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(raw)


def rows(count: int) -> str:
    """Rows of questions and answers as JSON lines."""
    return "".join(
        json.dumps({"question": f"What is item {number}?", "answer": f"Item {number} is a lamp."}) + "\n"
        for number in range(count)
    )
