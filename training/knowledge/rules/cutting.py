"""Cuts a document's blocks into passages: along its headings, paragraphs and sentences, each with its pages and offsets."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

SENTENCES = re.compile(r"(?<=[.!?。！？…])[\"'”’)\]]*\s+|\n+")
GAP = "\n\n"
LEAST_SHARE = 0.3  # a passage shorter than this share goes on over a heading
ROWS_SHARE = 0.5  # rows are put together until a passage has this share
LONGEST_HEADINGS = 500
VERSION = 1  # a change of how documents are read or cut gets another number: they are indexed anew then


@dataclass(frozen=True, slots=True)
class Cutting:
    """How long passages are to be, and how much neighbours may share, in characters.

    A passage ends with its page, unless ``joins_pages``: the rows of a table are numbered like pages, and short.
    """

    length: int
    overlap: int
    joins_pages: bool = False

    def recipe(self, digest: str) -> str:
        """What the passages of a file follow from."""
        return hashlib.sha256(f"{VERSION}:{digest}:{self.length}:{self.overlap}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it is stored. ``text`` is the document's text from ``start`` to ``end``."""

    id: UUID
    number: int
    text: str
    heading: str
    page: int | None
    last_page: int | None
    start: int
    end: int


@dataclass(slots=True)
class _Unit:
    """What is never cut: a sentence, a heading, a whole row, with the blank behind it."""

    text: str
    start: int
    page: int | None
    is_body: bool


@dataclass(slots=True)
class _Cutter:
    """Takes blocks in, gives passages out."""

    document_id: UUID
    cutting: Cutting
    at: int = 0
    number: int = 0
    units: list[_Unit] = field(default_factory=list)
    shared: int = 0  # so many first units stood in the passage before
    size: int = 0
    headings: list[tuple[int, str]] = field(default_factory=list)
    above: str = ""
    seen: Counter[str] = field(default_factory=Counter)

    def take(self, block: dict[str, Any]) -> Iterator[Piece]:
        """The passages that this block completes."""
        text, page, level = block["text"], block["page"], block["level"]
        if level:
            if not self._has_body():
                self._drop_shared()
            elif self.size >= LEAST_SHARE * self.cutting.length:
                yield from self._close()
            self.headings = [*(each for each in self.headings if each[0] < level), (level, text)]
            self._add(text + GAP, page, is_body=False)
        elif block["whole"]:
            yield from self._close()
            for part in _parts(text + GAP, self.cutting.length * 4):
                self._add(part, page)
                yield from self._close()
        else:
            if self._ends_before(page):
                yield from self._close(overlap=0 if self.cutting.joins_pages else self.cutting.overlap)
            for sentence in _sentences(text + GAP, self.cutting.length):
                if self.size + len(sentence.rstrip()) > self.cutting.length and self._has_body():
                    yield from self._close(overlap=self.cutting.overlap)
                self._add(sentence, page)

    def end(self) -> Iterator[Piece]:
        """The last passage; headings with nothing below them make one too."""
        if self.units[self.shared :]:
            yield self._piece()

    def _add(self, text: str, page: int | None, *, is_body: bool = True) -> None:
        if is_body and not self._has_body():
            self.above = " › ".join(title for _, title in self.headings)[:LONGEST_HEADINGS]
        self.units.append(_Unit(text, self.at, page, is_body))
        self.at += len(text)
        self.size += len(text)

    def _ends_before(self, page: int | None) -> bool:
        """Whether a passage ends because another page begins."""
        is_other = self._has_body() and self.units[-1].page != page
        return is_other and (not self.cutting.joins_pages or self.size >= ROWS_SHARE * self.cutting.length)

    def _has_body(self) -> bool:
        return any(unit.is_body for unit in self.units[self.shared :])

    def _close(self, *, overlap: int = 0) -> Iterator[Piece]:
        if not self._has_body():
            self._drop_shared()
            return
        yield self._piece()
        self._keep(_last(self.units, overlap))

    def _drop_shared(self) -> None:
        """What neighbours share belongs to the text before a heading alone."""
        self._keep(self.units[self.shared :])
        self.shared = 0

    def _keep(self, units: list[_Unit]) -> None:
        self.units, self.shared = units, len(units)
        self.size = sum(len(unit.text) for unit in units)

    def _piece(self) -> Piece:
        text = "".join(unit.text for unit in self.units).rstrip()
        start = self.units[0].start
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.seen[digest] += 1
        pages = [unit.page for unit in self.units[self.shared :] if unit.page is not None and unit.is_body]
        number, self.number = self.number, self.number + 1
        return Piece(
            id=uuid5(self.document_id, f"{digest}:{self.seen[digest]}"),
            number=number,
            text=text,
            heading=self.above,
            page=min(pages, default=None),
            last_page=max(pages, default=None),
            start=start,
            end=start + len(text),
        )


def cut(document_id: UUID, blocks: Iterable[dict[str, Any]], cutting: Cutting) -> Iterator[Piece]:
    """The passages of a document in their order; equal blocks give equal passages with equal ids."""
    cutter = _Cutter(document_id, cutting)
    for block in blocks:
        yield from cutter.take(block)
    yield from cutter.end()


def _sentences(text: str, most: int) -> Iterator[str]:
    """Sentences with the blanks behind them; one that is too long is cut between words."""
    begin = 0
    for match in SENTENCES.finditer(text):
        yield from _parts(text[begin : match.end()], most)
        begin = match.end()
    if begin < len(text):
        yield from _parts(text[begin:], most)


def _parts(text: str, most: int) -> Iterator[str]:
    while len(text) > most:
        at = text.rfind(" ", most // 2, most) + 1 or most
        yield text[:at]
        text = text[at:]
    if text:
        yield text


def _last(units: list[_Unit], overlap: int) -> list[_Unit]:
    """The last units that fit into the overlap together, never all of them."""
    kept: list[_Unit] = []
    for unit in reversed(units[1:]):
        overlap -= len(unit.text)
        if overlap < 0 or not unit.is_body:
            break
        kept.insert(0, unit)
    return kept
