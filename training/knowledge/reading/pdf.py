"""PDF, some pages at a time, with PDFium."""

import re
from collections import Counter
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from training.knowledge.reading.blocks import Reading, refused, tidy

MOST_PAGES = 20_000
LONGEST_PAGE = 200_000  # characters taken of one page
REPEATED = 0.6  # a first or last line on more than this share of the pages is none of the text
SOFT_HYPHEN = "\u00ad"
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
BULLET = re.compile(r"^([•▪◦‣·*–—-]|\(?\w{1,3}[.)])\s")
END = re.compile(r"[.!?:;…»”\"')\]]$")


def page_count(path: str) -> int:
    """How many pages it has; refused where it is broken, locked, or too long."""
    with _opened(path) as document:
        count = len(document)
    if not count:
        raise refused("It has no pages.")
    if count > MOST_PAGES:
        raise refused(f"It has {count:,} pages; at most {MOST_PAGES:,} are taken.")
    return count


def read(path: str, start: int, count: int) -> Reading:
    """So many pages from there on; the first call also brings the title."""
    found = Reading()
    with _opened(path) as document:
        found.pages = len(document)
        if start == 0:
            found.title = tidy(document.get_metadata_dict().get("Title", ""))[:300]
        headings = _headings(document)
        pages = []
        for index in range(start, min(start + count, len(document))):
            try:
                pages.append((index + 1, _lines(document, index)))
            except pdfium.PdfiumError:
                found.note(f"Page {index + 1} is broken and was left out.")
    repeated = _repeated([lines for _, lines in pages])
    for number, lines in pages:
        kept = [line for at, line in enumerate(lines) if not (at in (0, len(lines) - 1) and _mask(line) in repeated)]
        if not any(kept):
            found.note(f"Page {number} has no text.")
        for text, level in _paragraphs(kept, headings.get(number, {})):
            found.add(text, page=number, level=level)
    return found


def _opened(path: str) -> Any:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise refused("It is locked with a password.") from error
        raise refused("The PDF is broken and cannot be opened.") from error


def _lines(document: Any, index: int) -> list[str]:
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            count = min(raw.FPDFText_CountChars(text), LONGEST_PAGE)
            said = text.get_text_range(0, count) if count > 0 else ""
        finally:
            text.close()
    finally:
        page.close()
    return [
        line.strip() for line in said.replace("\ufffe", "\u00ad").replace("\x02", "\u00ad").splitlines() if line.strip()
    ]


def _headings(document: Any) -> dict[int, dict[str, int]]:
    """The outline's entries by page: what they are called, and how deep."""
    found: dict[int, dict[str, int]] = {}
    try:
        for at, entry in enumerate(document.get_toc(max_depth=6)):
            if at >= 20_000:
                break
            target = entry.get_dest()
            index = target.get_index() if target is not None else None
            if index is not None:
                found.setdefault(index + 1, {})[_plain(entry.get_title())] = entry.level + 1
    except (pdfium.PdfiumError, ValueError, RecursionError):
        return found
    return found


def _plain(line: str) -> str:
    return re.sub(r"\W+", "", line).casefold()


def _mask(line: str) -> str:
    """The line, where it is short without its numbers: the foot of each page has another one."""
    return re.sub(r"\d+", "#", line) if len(line.split()) <= 4 else line


def _repeated(pages: list[list[str]]) -> set[str]:
    if len(pages) < 5:
        return set()
    edges = Counter(mask for lines in pages if lines for mask in {_mask(lines[0]), _mask(lines[-1])})
    return {line for line, times in edges.items() if times > REPEATED * len(pages)}


def _paragraphs(lines: list[str], headings: dict[str, int]) -> list[tuple[str, int]]:
    """Lines joined to paragraphs: one ends where a short line ends a sentence, and before a bullet or a heading."""
    longest = max((len(line) for line in lines), default=0)
    found: list[tuple[str, int]] = []
    open_lines: list[str] = []

    def close() -> None:
        if open_lines:
            found.append((_joined(open_lines), 0))
            open_lines.clear()

    for line in lines:
        if level := headings.get(_plain(line), 0):
            close()
            found.append((line, level))
            continue
        if BULLET.match(line):
            close()
        open_lines.append(line)
        if len(line) < 0.75 * longest and END.search(line):
            close()
    close()
    return found


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        is_cut = HYPHEN.search(text) and line[:1].islower()
        text = text[:-1] + line if is_cut else f"{text.rstrip(SOFT_HYPHEN)} {line}"
    return text.replace(SOFT_HYPHEN, "")
