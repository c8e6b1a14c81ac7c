"""Renders a report's parts as HTML with SVG charts and as PDF."""

import io
from collections.abc import Callable
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from project.lib.errors import InvalidInput

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
pdfmetrics.registerFont(TTFont("VeraBd", "VeraBd.ttf"))
DRAWABLE = frozenset(pdfmetrics.getFont("Vera").face.charToGlyph)
BAR = "#2f6f8f"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}}
table{{border-collapse:collapse;width:100%}}th,td{{border:1px solid #c8ced4;padding:.3rem .5rem;text-align:left}}
svg{{max-width:100%;height:auto}}@media (prefers-color-scheme:dark){{body{{color:#e6e9ec;background:#16191d}}}}
</style></head><body>
{body}
</body></html>
"""
BODY = ParagraphStyle("body", fontName="Vera", fontSize=9.5, leading=14, spaceAfter=6)
SMALL = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=10, spaceAfter=0)
HEAD = ParagraphStyle("head", parent=BODY, fontName="VeraBd", fontSize=13, leading=18, spaceBefore=10)
TITLE = ParagraphStyle("title", parent=HEAD, fontSize=19, leading=26)


def render(title: str, sections: list[dict[str, Any]], markdown: str, formats: list[str]) -> list[dict[str, Any]]:
    """A file for each format."""
    made: dict[str, Callable[[], tuple[str, str, bytes]]] = {
        "markdown": lambda: ("report.md", "text/markdown", markdown.encode()),
        "html": lambda: ("report.html", "text/html", _html(title, sections, markdown)),
        "pdf": lambda: ("report.pdf", "application/pdf", _pdf(title, sections)),
    }
    files = [made[name]() for name in dict.fromkeys(formats)]
    return [{"name": name, "mime": mime, "content": content} for name, mime, content in files]


def _html(title: str, sections: list[dict[str, Any]], markdown: str) -> bytes:
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    charts = "\n".join(f"<figure>{_svg(each['chart'])}</figure>" for each in sections if "chart" in each)
    return PAGE.format(title=escape(title), body=body + charts).encode()


def _bars(chart: dict[str, Any]) -> list[tuple[str, float, float, float]]:
    """Each bar's label and value, and from where to where it goes between 0 and 1."""
    low, high = min(0.0, *chart["values"]), max(0.0, *chart["values"])
    span = (high - low) or 1.0
    return [
        (label, value, (min(0.0, value) - low) / span, (max(0.0, value) - low) / span)
        for label, value in zip(chart["labels"], chart["values"], strict=True)
    ]


def _svg(chart: dict[str, Any]) -> str:
    bars = _bars(chart)
    height = 40 + 26 * len(bars)
    rows = [
        f'<text x="150" y="{47 + 26 * at}" text-anchor="end" font-size="12" fill="currentColor">{escape(label[:24])}</text>'
        f'<rect x="{160 + 360 * start:.1f}" y="{34 + 26 * at}" width="{360 * (end - start):.1f}" height="18" fill="{BAR}"/>'
        f'<text x="{166 + 360 * end:.1f}" y="{47 + 26 * at}" font-size="12" fill="currentColor">{value:g}</text>'
        for at, (label, value, start, end) in enumerate(bars)
    ]
    name = escape(chart["title"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{name}" viewBox="0 0 620 {height}">'
        f'<text x="10" y="20" font-size="14" fill="currentColor">{name}</text>{"".join(rows)}</svg>'
    )


def _pdf(title: str, sections: list[dict[str, Any]]) -> bytes:
    parts: list[Flowable] = [_paragraph(title, TITLE)]
    for section in sections:
        parts += _flowed(section)
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=A4, title=title, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=50
    ).build(parts)
    return out.getvalue()


def _flowed(section: dict[str, Any]) -> list[Flowable]:
    parts: list[Flowable] = []
    if "heading" in section:
        parts.append(_paragraph(section["heading"], HEAD))
    parts += [_paragraph(each, BODY) for each in section.get("text", "").split("\n\n") if each.strip()]
    if "bullets" in section:
        parts.append(ListFlowable([_paragraph(each, BODY) for each in section["bullets"]], bulletType="bullet"))
    if "chart" in section:
        parts += [_drawing(section["chart"]), Spacer(1, 8)]
    if "table" in section:
        rows = [
            [_paragraph(cell, SMALL) for cell in row] for row in (section["table"]["header"], *section["table"]["rows"])
        ]
        style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, HexColor("#c8ced4")), ("BACKGROUND", (0, 0), (-1, 0), HexColor("#eef1f4")),
                            ("VALIGN", (0, 0), (-1, -1), "TOP")])  # fmt: skip
        parts += [Table(rows, colWidths=[495 / len(rows[0])] * len(rows[0]), repeatRows=1, style=style), Spacer(1, 8)]
    return parts


def _paragraph(written: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_drawable(written)).replace("\n", "<br/>"), style)


def _drawable(written: str) -> str:
    lacking = sorted({each for each in written if ord(each) not in DRAWABLE and not each.isspace()})
    if lacking:
        raise InvalidInput.of(
            "formats", f"The PDF font cannot draw {' '.join(lacking[:10])}; take html or markdown for this report."
        )
    return written


def _drawing(chart: dict[str, Any]) -> Drawing:
    bars = _bars(chart)
    height = 20 + 18 * len(bars)
    drawing = Drawing(495, height)
    for at, (label, value, start, end) in enumerate(bars):
        y = height - 20 - 18 * at
        drawing.add(String(130, y, _drawable(label[:24]), fontName="Vera", fontSize=8, textAnchor="end"))
        drawing.add(Rect(140 + 290 * start, y - 3, 290 * (end - start), 12, fillColor=HexColor(BAR), strokeWidth=0))
        drawing.add(String(145 + 290 * end, y, f"{value:g}", fontName="Vera", fontSize=8))
    return drawing
