"""Markdown and plain text."""

import re

from markdown_it import MarkdownIt

from training.knowledge.reading.blocks import Reading, decoded
from training.knowledge.reading.web import take

CHAPTER = re.compile(
    r"^(chapter|part|book|section|kapitel|chapitre|capítulo)\s+([ivxlcdm]+|\d+)\b.{0,120}$", re.IGNORECASE
)
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(---|\.\.\.)\n", re.DOTALL)
NAMED = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)


def read_text(path: str) -> Reading:
    """Paragraphs by empty lines; a form feed begins a page, a line like "Chapter 1" is a heading."""
    found = Reading()
    pages = _text(path).split("\f")
    for number, page in enumerate(pages, 1):
        for paragraph in re.split(r"\n\s*\n", page):
            line = " ".join(paragraph.split())
            level = 1 if "\n" not in paragraph.strip() and CHAPTER.match(line) else 0
            found.add(
                line if not _is_verse(paragraph) else paragraph, page=number if len(pages) > 1 else None, level=level
            )
    found.pages = len(pages) if len(pages) > 1 else 0
    return found


def read_markdown(path: str) -> Reading:
    """Headings, paragraphs, list items, table rows and code, each as it is written."""
    found = Reading()
    text = _text(path)
    if front := FRONT_MATTER.match(text):
        named = NAMED.search(front[1])
        found.title = named[1].strip()[:300] if named else ""
        text = text[front.end() :]
    level, in_cell = 0, False
    row: list[str] = []
    for token in MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(text):
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type in ("th_open", "td_open", "th_close", "td_close"):
            in_cell = token.type.endswith("open")
        elif token.type == "tr_close":
            found.add(" | ".join(row))
            row = []
        elif token.type == "inline" and in_cell:
            row.append(_said(token))
        elif token.type == "inline":
            said = _said(token)
            found.add(said, level=level)
            if level == 1 and not found.title:
                found.title = said[:300]
            level = 0
        elif token.type in ("fence", "code_block"):
            found.add(token.content)
        elif token.type == "html_block":
            take(found, token.content)
    return found


def _said(token: object) -> str:
    """An inline's words without its marks; pictures by their description."""
    children = getattr(token, "children", None) or []
    parts = []
    for child in children:
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n" if child.type == "hardbreak" else " ")
    return "".join(parts)


def _text(path: str) -> str:
    with open(path, "rb") as file:
        return decoded(file.read()).replace("\r\n", "\n").replace("\r", "\n")


def _is_verse(paragraph: str) -> bool:
    """Whether its lines are meant as lines: most are far shorter than a full one."""
    lines = [line.strip() for line in paragraph.strip().split("\n")]
    return len(lines) > 2 and sum(len(line) < 50 for line in lines) > 0.8 * len(lines)
