"""Cutting: along headings and sentences, never over a row, with offsets that give back the very words."""

from typing import Any
from uuid import UUID

from training.knowledge.rules.cutting import GAP, Cutting, cut

DOCUMENT = UUID("01900000-0000-7000-8000-000000000001")
SMALL = Cutting(length=200, overlap=60)


def block(text: str, *, page: int | None = None, level: int = 0, whole: bool = False) -> dict[str, Any]:
    return {"text": text, "page": page, "level": level, "whole": whole}


def sentences(count: int, begin: int = 0) -> str:
    return " ".join(f"Sentence number {number} tells of the sea." for number in range(begin, begin + count))


def test_a_passage_is_a_slice_of_the_text() -> None:
    blocks = [block("Sea", level=1), block(sentences(20)), block("Land", level=1), block(sentences(9, 20))]
    text = GAP.join(each["text"] for each in blocks)
    pieces = list(cut(DOCUMENT, blocks, SMALL))
    assert len(pieces) > 6
    assert all(piece.text == text[piece.start : piece.end] for piece in pieces)
    assert all(len(piece.text) <= SMALL.length for piece in pieces)
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    assert {piece.heading for piece in pieces} == {"Sea", "Land"}
    assert pieces[1].start < pieces[0].end  # neighbours share a sentence
    land = next(piece for piece in pieces if piece.heading == "Land")
    assert land.text.startswith("Land")  # and nothing is shared over a heading


def test_pages_and_headings_are_known() -> None:
    blocks = [
        block("Book", level=1), block("Part", level=2), block(sentences(4), page=1), block(sentences(4, 4), page=2),
        block("Other", level=2), block(sentences(4, 8), page=3),
    ]  # fmt: skip
    pieces = list(cut(DOCUMENT, blocks, Cutting(length=200, overlap=0)))
    assert [(piece.heading, piece.page, piece.last_page) for piece in pieces] == [
        ("Book › Part", 1, 1), ("Book › Part", 2, 2), ("Book › Other", 3, 3),
    ]  # fmt: skip


def test_a_sentence_may_go_on_over_a_page_and_counts_for_the_next() -> None:
    blocks = [block("The lock is opened by the", page=1), block("harbour master at six.", page=2)]
    first, second = cut(DOCUMENT, blocks, Cutting(length=400, overlap=100))
    assert (first.page, second.page, second.last_page) == (1, 2, 2)
    rows = [block(f"name: lamp {number}", page=number) for number in range(2, 12)]
    joined = list(cut(DOCUMENT, rows, Cutting(length=200, overlap=0, joins_pages=True)))
    assert [(piece.page, piece.last_page) for piece in joined] == [(2, 9), (10, 11)]


def test_rows_stay_whole_and_alone() -> None:
    pieces = list(cut(DOCUMENT, [block(f"Row {n}. It is short.", page=n, whole=True) for n in range(1, 4)], SMALL))
    assert [(piece.text, piece.page) for piece in pieces] == [(f"Row {n}. It is short.", n) for n in range(1, 4)]


def test_equal_words_give_equal_ids_wherever_they_move() -> None:
    before = [block("A", level=1), block(sentences(3)), block("B", level=1), block(sentences(3, 3))]
    after = [block("New", level=1), block(sentences(4, 50)), *before]
    old = {piece.text: piece.id for piece in cut(DOCUMENT, before, SMALL)}
    new = {piece.text: piece.id for piece in cut(DOCUMENT, after, SMALL)}
    assert old.items() <= new.items()
    twice = [piece.id for piece in cut(DOCUMENT, [block("Same row.", whole=True)] * 3, SMALL)]
    assert len(set(twice)) == 3


def test_headings_alone_and_endless_words_are_kept() -> None:
    assert [piece.text for piece in cut(DOCUMENT, [block("Only", level=1), block("Headings", level=2)], SMALL)] == [
        "Only\n\nHeadings"
    ]
    pieces = list(cut(DOCUMENT, [block("x" * 1000)], SMALL))
    assert "".join(piece.text for piece in pieces) == "x" * 1000
    assert list(cut(DOCUMENT, [], SMALL)) == []
