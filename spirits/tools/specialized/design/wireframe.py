"""Components of a screen: how high they are, how they are drawn, and how they are written as HTML."""

import textwrap
from html import escape
from typing import Any

from project.lib.printable import printable

KINDS = (
    "heading", "text", "input", "textarea", "select", "checkbox", "radio", "button", "link", "image", "list", "table",
    "nav", "tabs", "card", "divider",
)  # fmt: skip
MARGIN, GAP, LINE, TOP = 20, 14, 20, 64
CHARACTER = 7.6  # pixels of a character at 14 px, a little above the mean
Component = dict[str, Any]
Place = dict[str, Any]


def draw(title: str, components: list[Component], width: int) -> tuple[str, list[Place]]:
    """The wireframe as SVG, and each component's rectangle."""
    parts, places, y = [], [], TOP
    for row in _rows(components):
        each_width = (width - 2 * MARGIN - GAP * (len(row) - 1)) // len(row)
        height = max(_height(each, each_width) for each in row)
        for number, each in enumerate(row):
            x = MARGIN + number * (each_width + GAP)
            own = _height(each, each_width)
            places.append({"kind": each["kind"], "x": x, "y": y, "width": each_width, "height": own})
            parts.append(f'<g transform="translate({x} {y})">{_shape(each, each_width, own)}</g>')
        y += height + GAP
    height = y - GAP + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="14" fill="#222"><title>{_xml(title)}</title>'
        f'<rect width="{width}" height="{height}" fill="#fff" stroke="#222"/>'
        f'<rect width="{width}" height="44" fill="#e6e6e6"/>{_words(title, MARGIN, 28, width - 2 * MARGIN, bold=True)}'
        f"{''.join(parts)}</svg>"
    ), places


def _rows(components: list[Component]) -> list[list[Component]]:
    rows: list[list[Component]] = []
    for each in components:
        if each["beside"] and rows and len(rows[-1]) < 6:
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


def _lines(text: str, width: int) -> list[str]:
    most = max(4, int(width / CHARACTER))
    return [line for part in text.split("\n") for line in textwrap.wrap(part, most) or [""]]


def _height(each: Component, width: int) -> int:
    kind, items = each["kind"], len(each["items"])
    label = LINE if each["label"] else 0
    match kind:
        case "heading":
            return 28 * len(_lines(each["label"], int(width * 0.65)))
        case "text":
            return LINE * len(_lines(each["label"], width))
        case "card":
            return LINE * len(_lines(each["label"], width - 24)) + 24
        case "input" | "select":
            return label + 36
        case "textarea":
            return int(label + each["height"])
        case "image":
            return int(each["height"])
        case "list" | "radio":
            return label + 24 * items
        case "table":
            return label + 30 * items
        case "button" | "nav" | "tabs":
            return 38
        case "divider":
            return 8
    return 24


def _words(text: str, x: int, y: int, width: int, *, bold: bool = False, size: int = 14, anchor: str = "start") -> str:
    most = max(1, int(width / (CHARACTER * size / 14)))
    shown = text if len(text) <= most else text[: max(1, most - 1)] + "…"
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}"{weight}>{_xml(shown)}</text>'


def _box(x: int, y: int, width: int, height: int, fill: str = "#fff", rx: int = 4) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{rx}" fill="{fill}" stroke="#555"/>'


def _shape(each: Component, width: int, height: int) -> str:
    label, kind = each["label"], each["kind"]
    top = LINE if label else 0
    match kind:
        case "heading":
            lines = _lines(label, int(width * 0.65))
            return "".join(
                _words(each, 0, 22 + 28 * at, width * 2, bold=True, size=22) for at, each in enumerate(lines)
            )
        case "text":
            return _paragraph(_lines(label, width), 0, width)
        case "card":
            return _box(0, 0, width, height, "#f6f6f6", 8) + _paragraph(_lines(label, width - 24), 12, width)
        case "input" | "textarea":
            return _words(label, 0, 14, width) + _box(0, top, width, height - top)
        case "select":
            arrow = f'<path d="M{width - 24} {top + 15} l6 7 l6 -7 z"/>'
            shown = _words(each["items"][0], 10, top + 23, width - 44)
            return _words(label, 0, 14, width) + _box(0, top, width, 36) + shown + arrow
        case "checkbox":
            return _box(0, 3, 16, 16, rx=2) + _words(label, 26, 16, width - 26)
        case "button":
            return _box(0, 0, width, height, "#444", 6) + f'<g fill="#fff">{_centred(label, width, 24)}</g>'
        case "link":
            return f'<g fill="#1a4fa0" text-decoration="underline">{_words(label, 0, 16, width)}</g>'
        case "image":
            cross = f'<path d="M0 0 L{width} {height} M{width} 0 L0 {height}" stroke="#999"/>'
            name = _box(width // 4, height // 2 - 14, width // 2, 28, "#eee", 2) if label else ""
            return (
                _box(0, 0, width, height, "#eee", 0)
                + cross
                + name
                + _centred(label, width // 2, height // 2 + 5, width)
            )
        case "list" | "radio":
            return _words(label, 0, 14, width) + "".join(
                _mark(kind, top + 24 * at + 11) + _words(item, 24, top + 24 * at + 16, width - 24)
                for at, item in enumerate(each["items"])
            )
        case "table":
            return _words(label, 0, 14, width) + _table(each["items"], top, width)
        case "nav" | "tabs":
            return _bar(each["items"], width, kind == "tabs")
    return f'<path d="M0 4 H{width}" stroke="#999"/>'


def _paragraph(lines: list[str], inset: int, width: int) -> str:
    return "".join(_words(line, inset, inset + 15 + LINE * at, width) for at, line in enumerate(lines))


def _centred(text: str, room: int, y: int, whole: int = 0) -> str:
    return _words(text, (whole or room) // 2, y, room - 8, anchor="middle") if text else ""


def _mark(kind: str, y: int) -> str:
    return f'<circle cx="8" cy="{y}" r="{3 if kind == "list" else 7}" {"" if kind == "list" else _OPEN}/>'


_OPEN = 'fill="#fff" stroke="#555"'


def _table(rows: list[str], top: int, width: int) -> str:
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    columns = max(map(len, cells))
    each = width // columns
    return "".join(
        _box(column * each, top + 30 * row, each, 30, "#e6e6e6" if row == 0 else "#fff", 0)
        + _words(text, column * each + 8, top + 30 * row + 20, each - 14, bold=row == 0)
        for row, texts in enumerate(cells)
        for column, text in enumerate(texts)
    )


def _bar(items: list[str], width: int, is_tabs: bool) -> str:
    each = width // len(items)
    return "".join(
        _box(at * each, 0, each, 38, "#fff" if is_tabs and at == 0 else "#e6e6e6", 0)
        + f'<g transform="translate({at * each} 0)">{_centred(item, each, 24)}</g>'
        for at, item in enumerate(items)
    )


def _xml(text: str) -> str:
    return escape(printable(text))


def write_html(title: str, components: list[Component], width: int) -> str:
    """The same screen as a page whose fields can be filled in."""
    body = "\n".join(
        f'<div class="row">{"".join(f"<div>{_element(each, number)}</div>" for number, each in row)}</div>'
        for row in _numbered(_rows(components))
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n'
        f"body {{ font: 16px/1.5 system-ui, sans-serif; max-width: {width}px; margin: 0 auto; padding: 1rem; }}\n"
        ".row { display: flex; flex-wrap: wrap; gap: 1rem; margin-bottom: 1rem; }\n.row > div { flex: 1 1 10rem; }\n"
        "label, input, textarea, select, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }\n"
        "label.line, label.line input { display: inline; width: auto; }\n"
        ".picture, .card { border: 1px solid #555; padding: 1rem; background: #f6f6f6; }\n"
        "table { border-collapse: collapse; width: 100%; }\nth, td { border: 1px solid #555; padding: .3rem; }\n"
        f"</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _numbered(rows: list[list[Component]]) -> list[list[tuple[int, Component]]]:
    found, number = [], 0
    for row in rows:
        found.append([(number + at, each) for at, each in enumerate(row)])
        number += len(row)
    return found


def _element(each: Component, number: int) -> str:
    label, items, kind = escape(each["label"]), [escape(item) for item in each["items"]], each["kind"]
    name = f"field-{number}"
    match kind:
        case "heading":
            return f"<h2>{label}</h2>"
        case "input":
            return f'<label for="{name}">{label}</label><input id="{name}">'
        case "textarea":
            return f'<label for="{name}">{label}</label><textarea id="{name}" rows="5"></textarea>'
        case "select":
            options = "".join(f"<option>{item}</option>" for item in items)
            return f'<label for="{name}">{label or "Choose"}</label><select id="{name}">{options}</select>'
        case "checkbox":
            return f'<label class="line"><input type="checkbox"> {label}</label>'
        case "radio":
            options = "".join(
                f'<label class="line"><input type="radio" name="{name}"> {item}</label><br>' for item in items
            )
            return f"<fieldset><legend>{label or 'Choose'}</legend>{options}</fieldset>"
        case "button":
            return f'<button type="button">{label}</button>'
        case "link":
            return f'<a href="#">{label}</a>'
        case "image":
            return f'<div class="picture" role="img" aria-label="{label or "Picture"}">{label}</div>'
        case "card":
            return f'<div class="card">{label}</div>'
        case "list" | "nav" | "tabs":
            return _list(label, items, kind)
        case "table":
            return _html_table(label, items)
        case "divider":
            return "<hr>"
    return f"<p>{label}</p>"


def _list(label: str, items: list[str], kind: str) -> str:
    shown = [f'<a href="#">{item}</a>' for item in items] if kind != "list" else items
    entries = "".join(f"<li>{item}</li>" for item in shown)
    named = f"<p>{label}</p>" if label else ""
    whole = f"{named}<ul>{entries}</ul>"
    return whole if kind == "list" else f'<nav aria-label="{label or "Pages"}"><ul>{entries}</ul></nav>'


def _html_table(label: str, rows: list[str]) -> str:
    cells = [row.split("|") for row in rows]
    head = "".join(f'<th scope="col">{cell.strip()}</th>' for cell in cells[0])
    rest = "".join("<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in row) + "</tr>" for row in cells[1:])
    caption = f"<caption>{label}</caption>" if label else ""
    return f"<table>{caption}<tr>{head}</tr>{rest}</table>"
