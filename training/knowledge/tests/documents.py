"""Small documents of every kind, made here; and what hostile people would send."""

import io
import json
import struct
import zipfile
import zlib

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen import canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MEGABYTE = 1_000_000
BLANKS = b" " * MEGABYTE
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
    packed, crc = _blanks(size, wbits=-15), 0
    for _ in range(size // MEGABYTE):
        crc = zlib.crc32(BLANKS, crc)
    name = b"word/document.xml"
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0) + name
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry) + len(name), len(head) + len(packed), 0)
    return head + packed + entry + name + end


def _blanks(size: int, *, wbits: int = 15, around: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """So many packed blanks, in whole megabytes of which each is packed alike; text may stand around them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(around[0]) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(BLANKS) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = first + piece * (size // MEGABYTE) + packer.compress(around[1]) + packer.flush()
    if wbits < 0:
        return packed
    check = zlib.adler32(around[0])
    for _ in range(size // MEGABYTE):
        check = zlib.adler32(BLANKS, check)
    return b"\x78\xda" + packed + struct.pack(">I", zlib.adler32(around[1], check))


def liar() -> bytes:
    """A Word document whose table of contents says its text is small, where it unpacks to much more."""
    raw = bytearray(bomb(150_000_000))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(raw)


def page_bomb(*, times: int = 1) -> bytes:
    """A small PDF whose one page's content, packed so many times over, unpacks to 300 MB."""
    content = _blanks(300_000_000, around=(b"BT /F1 12 Tf (bomb) Tj ET ", b""))
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode" * times
    return pdf_of(b"<</Filter[%s]/Length %d>>stream\n" % (filters, len(content)) + content + b"\nendstream")


def object_bomb() -> bytes:
    """A small PDF whose page's content is an object in a stream of objects that unpacks to 300 MB."""
    packed = _blanks(300_000_000, around=(b"4 0 ", b"<<>>"))
    inner = b"<</Type/ObjStm/N 1/First 300000004/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed
    body = bytearray(_assembled([*_one_page(), inner + b"\nendstream"]))
    start = body.rindex(b"xref\n0")
    places = [0, *(body.index(b"%d 0 obj" % number) for number in range(1, 4)), 5, body.index(b"4 0 obj"), 0]
    kinds = [0, 1, 1, 1, 2, 1, 1]
    places[6] = start
    moved = bytes(body[:start]).replace(b"4 0 obj", b"5 0 obj")
    table = b"".join(struct.pack(">BIH", kind, place, 0) for kind, place in zip(kinds, places, strict=True))
    stream = b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table) + table
    return moved + stream + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start


def picture_pdf() -> bytes:
    """A small PDF with one picture of 60,000 by 60,000 points."""
    packed = _blanks(MEGABYTE)
    head = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    picture = head + b"/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"
    draw = b"q 200 0 0 200 0 0 cm /I1 Do Q"
    return pdf_of(b"<</Length %d>>stream\n" % len(draw) + draw + b"\nendstream", picture)


def pdf_of(content: bytes, *others: bytes) -> bytes:
    """A PDF of one page with that content, written as it is; what follows is object 6 and on."""
    return _assembled([*_one_page(), content, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", *others])


def _one_page() -> list[bytes]:
    """The catalogue, the tree and the page, which looks for its content in object 4 and for its font in object 5."""
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</I1 6 0 R>>>>>>",
    ]


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
