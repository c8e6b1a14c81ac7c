"""DOCX: paragraphs with their headings, tables row by row, and pages where the file tells them."""

import re
from io import BytesIO
from typing import Any

from lxml import etree

from training.knowledge.reading.archive import Archive, opened
from training.knowledge.reading.blocks import Reading, refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
DEEPEST = 200
TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read(path: str) -> Reading:
    """The whole document."""
    found = Reading()
    with opened(path) as archive:
        levels = _levels(archive)
        found.title = _title(archive)
        body = archive.read("word/document.xml")
    page, has_pages, depth = 1, b"lastRenderedPageBreak" in body or b'w:type="page"' in body, 0
    words: list[str] = []
    cells: list[str] = []
    in_table, level = 0, 0
    try:
        for event, element in etree.iterparse(
            BytesIO(body),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise refused("Its parts are nested too deeply.")
            tag = element.tag
            if event == "start":
                in_table += tag == f"{W}tbl"
                continue
            if tag == f"{W}t":
                words.append(element.text or "")
            elif tag == f"{W}tab":
                words.append("\t")
            elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and element.get(f"{W}type") == "page"):
                page += 1
            elif tag in (f"{W}br", f"{W}cr"):
                words.append("\n")
            elif tag == f"{W}pStyle":
                level = levels.get(element.get(f"{W}val", ""), 0)
            elif tag == f"{W}p":
                if in_table:
                    words.append(" ")
                else:
                    found.add("".join(words), page=page if has_pages else None, level=level)
                    words, level = [], 0
                element.clear()
            elif tag == f"{W}tc" and in_table == 1:
                cells.append(" ".join("".join(words).split()))
                words, level = [], 0
            elif tag == f"{W}tr" and in_table == 1:
                found.add(" | ".join(cells), page=page if has_pages else None)
                cells = []
                element.clear()
            elif tag == f"{W}tbl":
                in_table -= 1
                element.clear()
    except etree.XMLSyntaxError as error:
        raise refused(f"Its text is broken at line {error.lineno}.") from error
    found.pages = page if has_pages else 0
    return found


def parsed(raw: bytes) -> Any:
    """A small XML part, without entities, network or a document type; None where it is broken."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _levels(archive: Archive) -> dict[str, int]:
    """Which styles are headings, by their id; their names are English in every language's Word."""
    tree = parsed(archive.read("word/styles.xml")) if "word/styles.xml" in archive.names else None
    if tree is None:
        return {f"Heading{level}": level for level in range(1, 7)} | {"Title": 1}
    found = {}
    for style in tree.iter(f"{W}style"):
        name = style.find(f"{W}name")
        said = name.get(f"{W}val", "") if name is not None else ""
        if match := HEADING.fullmatch(said.strip()):
            found[style.get(f"{W}styleId", "")] = min(6, int(match[1]))
        elif said.lower() == "title":
            found[style.get(f"{W}styleId", "")] = 1
    return found


def _title(archive: Archive) -> str:
    tree = parsed(archive.read("docProps/core.xml")) if "docProps/core.xml" in archive.names else None
    named = tree.find(TITLE) if tree is not None else None
    return " ".join((named.text or "").split())[:300] if named is not None else ""
