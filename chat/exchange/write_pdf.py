"""A conversation as a PDF: who said what, with code, lists and tables as they are read on the page."""

import io
from html import escape
from typing import Any

from markdown_it.token import Token
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle, XPreformatted

from chat.exchange.documents import Document
from project.lib.markdown.normal import normalise
from project.lib.markdown.parser import make_parser

INK, SOFT, LINE, SHADE = (colors.HexColor(each) for each in ("#1a1f22", "#4a5357", "#e4e1db", "#f2f0ec"))
MISSING = "□"  # stands for a character the font cannot draw
LONGEST_CODE_LINE = 92
for _name, _file in (
    ("Vera", "Vera"),
    ("Vera-Bold", "VeraBd"),
    ("Vera-Italic", "VeraIt"),
    ("Vera-BoldItalic", "VeraBI"),
):
    pdfmetrics.registerFont(TTFont(_name, f"{_file}.ttf"))
pdfmetrics.registerFontFamily("Vera", "Vera", "Vera-Bold", "Vera-Italic", "Vera-BoldItalic")
_glyphs = pdfmetrics.getFont("Vera").face.charToGlyph
_parser = make_parser()

BODY = ParagraphStyle("body", fontName="Vera", fontSize=9.5, leading=14, textColor=INK, spaceAfter=6)
TITLE = ParagraphStyle("title", parent=BODY, fontName="Vera-Bold", fontSize=17, leading=22, spaceAfter=4)
WHO = ParagraphStyle("who", parent=BODY, fontName="Vera-Bold", fontSize=10, spaceBefore=12, spaceAfter=3)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=8, leading=11, textColor=SOFT)
HEADING = ParagraphStyle("heading", parent=BODY, fontName="Vera-Bold", fontSize=11, leading=15, spaceBefore=6)
QUOTE = ParagraphStyle("quote", parent=BODY, leftIndent=10, textColor=SOFT)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8.5, leading=12, spaceAfter=0)
CODE = ParagraphStyle(
    "code", parent=BODY, fontName="Courier", fontSize=8, leading=11, backColor=SHADE, borderPadding=6, spaceBefore=6, spaceAfter=12
)  # fmt: skip


def as_pdf(document: Document, *, you: str = "You") -> bytes:
    """The branch it shows, on A4."""
    parts: list[Flowable] = [Paragraph(_text(document.title), TITLE)]
    if document.at:
        parts.append(Paragraph(document.at.strftime("%Y-%m-%d %H:%M UTC"), NOTE))
    for each in document.branch():
        is_answer = each.role == "assistant"
        parts.append(Paragraph(_text((each.author or "Assistant") if is_answer else you), WHO))
        parts += _flowing(each.content) if is_answer else [Paragraph(_lines(each.content), BODY)]
    written = io.BytesIO()
    page = SimpleDocTemplate(
        written, pagesize=A4, leftMargin=22 * mm, rightMargin=22 * mm, topMargin=20 * mm, bottomMargin=20 * mm,
        title=document.title, author="Daimon",
    )  # fmt: skip
    page.build(parts, onFirstPage=_number, onLaterPages=_number)
    return written.getvalue()


def _number(canvas: Any, page: Any) -> None:
    canvas.setFont("Vera", 8)
    canvas.setFillColor(SOFT)
    canvas.drawRightString(A4[0] - 22 * mm, 11 * mm, str(page.page))


def _flowing(markdown: str) -> list[Flowable]:
    """The text's blocks one after the other; lists keep their marks and depth."""
    parts: list[Flowable] = []
    marks: list[str] = []
    rows: list[list[Flowable]] = []
    tokens = _parser.parse(normalise(markdown))
    for at, token in enumerate(tokens):
        match token.type:
            case "inline" if token.level and tokens[at - 1].type in ("th_open", "td_open"):
                rows[-1].append(Paragraph(_inline(token), CELL))
            case "inline":
                parts.append(_paragraph(token, tokens[at - 1], marks))
            case "fence" | "code_block":
                parts.append(XPreformatted(_code(token.content), CODE))
            case "math_block":
                parts.append(XPreformatted(_code(token.content.strip()), CODE))
            case "bullet_list_open":
                marks.append("•")
            case "ordered_list_open":
                marks.append(str(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                marks.pop()
            case "list_item_close" if marks[-1].isdigit():
                marks[-1] = str(int(marks[-1]) + 1)
            case "tr_open":
                rows.append([])
            case "table_close":
                parts += [_table(rows), Spacer(1, 8)]
                rows = []
            case _:
                pass
    return parts


def _paragraph(token: Token, opening: Token, marks: list[str]) -> Paragraph:
    if opening.type == "heading_open":
        return Paragraph(_inline(token), HEADING)
    if marks:
        indent = 14 * len(marks)
        style = ParagraphStyle("item", parent=BODY, leftIndent=indent, bulletIndent=indent - 12, spaceAfter=3)
        mark = marks[-1] if marks[-1] == "•" else f"{marks[-1]}."
        return Paragraph(_inline(token), style, bulletText=mark)
    return Paragraph(_inline(token), QUOTE if token.level > 1 else BODY)


def _inline(token: Token) -> str:
    """The words with bold, italics, code and links as the PDF library marks them."""
    written: list[str] = []
    simple = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>", "s_open": "<strike>"}
    simple |= {
        "s_close": "</strike>",
        "hardbreak": "<br/>",
        "softbreak": "<br/>",
        "link_close": "</u>",
        "link_open": "<u>",
    }
    for each in token.children or []:
        if each.type in simple:
            written.append(simple[each.type])
        elif each.type == "code_inline":
            written.append(f'<font face="Courier">{_latin(each.content)}</font>')
        elif each.type == "html_inline":
            if each.content.startswith("<input"):
                written.append("[x] " if "checked" in each.content else "[ ] ")
        else:
            written.append(_text(each.content))
    return "".join(written)


def _table(rows: list[list[Flowable]]) -> Table:
    width = max((len(row) for row in rows), default=0)
    whole = [row + [Paragraph("", CELL)] * (width - len(row)) for row in rows]
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(whole, style=TableStyle(style), repeatRows=1, hAlign="LEFT")


def _code(source: str) -> str:
    """Lines that fit the page; a long one goes on below."""
    found = []
    for line in source.expandtabs(4).rstrip("\n").split("\n"):
        found += [line[at : at + LONGEST_CODE_LINE] for at in range(0, len(line), LONGEST_CODE_LINE)] or [""]
    return _latin("\n".join(found))


def _lines(text: str) -> str:
    return _text(text).replace("\n", "<br/>")


def _text(text: str) -> str:
    return escape("".join(each if ord(each) in _glyphs or each == "\n" else MISSING for each in normalise(text)))


def _latin(text: str) -> str:
    """For the typewriter font, which knows Latin letters alone."""
    return escape(normalise(text).encode("cp1252", "replace").decode("cp1252"))
