"""What a citation leads to: the very words at an offset of a document, and what stands around them."""

import re
from dataclasses import dataclass

from training.knowledge.errors import KnowledgeNotFound
from training.knowledge.models import Chunk, Document
from training.knowledge.rules.places import place_in

OFFSETS = re.compile(r"(\d{1,12})-(\d{1,12})")
MOST_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Cited:
    """The passages that hold these offsets, joined, with their neighbours."""

    document: Document
    heading: str
    page: int | None
    last_page: int | None
    start: int
    end: int
    text: str
    before: str
    after: str

    @property
    def place(self) -> str:
        """Document and page in words."""
        return place_in(self.document.title, self.document.kind, self.page, self.last_page)


def offsets_of(text: str) -> tuple[int, int]:
    """The two numbers of ``12-345``; KnowledgeNotFound for anything else."""
    found = OFFSETS.fullmatch(text)
    if found is None:
        raise KnowledgeNotFound("There is no such passage.")
    return int(found[1]), int(found[2])


def cited(document: Document, start: int, end: int) -> Cited:
    """The words from ``start`` to ``end`` of a document's text; KnowledgeNotFound where it ends before them."""
    if start >= end:
        raise KnowledgeNotFound("There is no such passage.")
    rows = Chunk.objects.filter(document=document)
    exact = rows.filter(start=start, end=end).first()
    held = [exact] if exact else list(rows.filter(start__lt=end, end__gt=start).order_by("number")[:MOST_PASSAGES])
    if not held:
        raise KnowledgeNotFound("There is no such passage.")
    first, last = held[0], held[-1]
    around = {each.number: each for each in rows.filter(number__in=(first.number - 1, last.number + 1))}
    before, after = around.get(first.number - 1), around.get(last.number + 1)
    pages = [each.page for each in held if each.page is not None]
    last_pages = [each.last_page for each in held if each.last_page is not None]
    return Cited(
        document=document,
        heading=first.heading,
        page=min(pages, default=None),
        last_page=max(last_pages, default=None),
        start=first.start,
        end=last.end,
        text="\n\n".join(each.text for each in held),
        before=before.text if before else "",
        after=after.text if after else "",
    )
