"""Write the passages of one segment of a document, and the postings by which their words are found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from training.knowledge.models import Chunk, ChunkEdit, Document
from training.knowledge.rules.cutting import Piece
from training.retrieval.words import searchable

SEGMENT = 256  # passages whose postings stand together

# Passages keep their row, and with it their vector, while they only move. Rows in the way are those that are gone.
CLEAR = """
DELETE FROM training_chunk WHERE document_id = %(document)s AND number >= %(first)s AND number < %(behind)s AND id <> ALL(%(ids)s)
"""
PUT_ASIDE = """
UPDATE training_chunk SET number = number + 1000000000
WHERE document_id = %(document)s AND id = ANY(%(ids)s) AND number < 1000000000
"""
KEEP = """
INSERT INTO training_chunk (id, document_id, number, text, heading, page, last_page, start, "end", length, is_edited, is_excluded)
SELECT g.id, %(document)s, g.number, g.text, g.heading, g.page, g.last_page, g.start, g.finish, 0, g.is_edited, g.is_excluded
FROM unnest(%(ids)s::uuid[], %(numbers)s::int[], %(texts)s::text[], %(headings)s::text[], %(pages)s::int[], %(last_pages)s::int[],
            %(starts)s::bigint[], %(ends)s::bigint[], %(edited)s::bool[], %(excluded)s::bool[])
     AS g(id, number, text, heading, page, last_page, start, finish, is_edited, is_excluded)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, text = excluded.text, heading = excluded.heading,
    page = excluded.page, last_page = excluded.last_page, start = excluded.start, "end" = excluded."end",
    is_edited = excluded.is_edited, is_excluded = excluded.is_excluded
"""
FORGET_POSTINGS = "DELETE FROM training_posting WHERE document_id = %(document)s AND segment = %(segment)s"
POST = """
WITH given AS MATERIALIZED (
    SELECT g.number, words.lexeme AS term, cardinality(words.positions) AS times,
           (sum(cardinality(words.positions)) OVER (PARTITION BY g.number))::int AS length
    FROM unnest(%(numbers)s::int[], %(words)s::text[]) AS g(number, words),
         unnest(to_tsvector('english', g.words)) AS words
),
counted AS (
    UPDATE training_chunk c SET length = l.length FROM (SELECT DISTINCT number, length FROM given) l
    WHERE c.document_id = %(document)s AND c.number = l.number
)
INSERT INTO training_posting (base_id, term, document_id, segment, numbers, times, lengths)
SELECT %(base)s, term, %(document)s, %(segment)s, array_agg(number ORDER BY number), array_agg(times ORDER BY number),
       array_agg(length ORDER BY number)
FROM given GROUP BY term
"""
FORGET_VECTORS = "DELETE FROM training_chunkvector WHERE chunk_id = ANY(%(ids)s)"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A passage as it is found: its words after editing."""

    piece: Piece
    text: str
    is_edited: bool
    is_excluded: bool


def write_segment(document: Document, segment: int, pieces: Sequence[Piece]) -> None:
    """Put these passages in the place of what the segment held, in the caller's transaction; a second time changes nothing."""
    edits = ChunkEdit.objects.in_bulk([piece.id for piece in pieces])
    shown = [_shown(piece, edits.get(piece.id)) for piece in pieces]
    ids = [piece.id for piece in pieces]
    first = segment * SEGMENT
    values: dict[str, Any] = {"document": document.pk, "ids": ids, "first": first, "behind": first + SEGMENT}
    with connection.cursor() as cursor:
        cursor.execute(CLEAR, values)
        cursor.execute(PUT_ASIDE, values)
        cursor.execute(
            KEEP,
            {
                **values,
                "numbers": [piece.number for piece in pieces],
                "texts": [each.text for each in shown],
                "headings": [piece.heading for piece in pieces],
                "pages": [piece.page for piece in pieces],
                "last_pages": [piece.last_page for piece in pieces],
                "starts": [piece.start for piece in pieces],
                "ends": [piece.end for piece in pieces],
                "edited": [each.is_edited for each in shown],
                "excluded": [each.is_excluded for each in shown],
            },
        )
    _post(document, segment, [(e.piece.number, e.piece.heading, e.text) for e in shown if not e.is_excluded])


def post_segment(document: Document, segment: int) -> None:
    """Make the segment's postings anew from its passages as they are."""
    rows = Chunk.objects.filter(
        document=document, number__gte=segment * SEGMENT, number__lt=(segment + 1) * SEGMENT, is_excluded=False
    )
    _post(document, segment, rows.order_by("number").values_list("number", "heading", "text"))


def forget_vectors(ids: Sequence[UUID]) -> None:
    """Passages whose words changed lose their vectors; they get others from the job that gives what is missing."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET_VECTORS, {"ids": list(ids)})


def drop_behind(document: Document, count: int) -> None:
    """Remove what a longer version of the document left behind its present end."""
    segments = -(-count // SEGMENT)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM training_chunk WHERE document_id = %s AND number >= %s", [document.pk, count])
        cursor.execute("DELETE FROM training_posting WHERE document_id = %s AND segment >= %s", [document.pk, segments])


def indexed_words(heading: str, text: str) -> str:
    """What the index knows of a passage: its words, and the headings above it."""
    return searchable(f"{heading}\n{text}" if heading else text)


def _shown(piece: Piece, edit: ChunkEdit | None) -> _Shown:
    text = edit.text if edit and edit.text else piece.text
    return _Shown(piece, text, is_edited=text != piece.text, is_excluded=bool(edit and edit.is_excluded))


def _post(document: Document, segment: int, passages: Iterable[tuple[int, str, str]]) -> None:
    found = list(passages)
    values: dict[str, Any] = {
        "document": document.pk,
        "base": document.base_id,
        "segment": segment,
        "numbers": [number for number, _, _ in found],
        "words": [indexed_words(heading, text) for _, heading, text in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(FORGET_POSTINGS, values)
        if found:
            cursor.execute(POST, values)
