"""Give passages the vectors of the installed embedder, in batches that each commit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from training.knowledge.models import Chunk, ChunkVector
from training.retrieval.installed import LocalEmbedder, local_embedder
from training.retrieval.query_vector import literal

BATCH = 32
KEEP = """
INSERT INTO training_chunkvector (chunk_id, base_id, embedder, vector)
SELECT c.id, d.base_id, %(embedder)s, g.vector::vector
FROM unnest(%(ids)s::uuid[], %(texts)s::text[], %(vectors)s::text[]) AS g(id, text, vector)
JOIN training_chunk c ON c.id = g.id AND c.text = g.text AND NOT c.is_excluded
JOIN training_document d ON d.id = c.document_id
ON CONFLICT (chunk_id) DO UPDATE SET embedder = excluded.embedder, vector = excluded.vector
"""


def lacking(embedder: LocalEmbedder, *, document_id: UUID | None = None) -> QuerySet[Chunk]:
    """Passages without a vector of this embedder, of one document or of all."""
    known = ChunkVector.objects.filter(chunk=OuterRef("pk"), embedder=embedder.name)
    rows = Chunk.objects.filter(~Exists(known), is_excluded=False)
    return rows.filter(document=document_id) if document_id else rows


def embed_document(document_id: UUID, *, told: Callable[[int, int], None]) -> int:
    """Embed what the document lacks; ``told`` hears after each batch how many are done, and of how many."""
    embedder = local_embedder()
    if embedder is None:
        return 0
    rows = lacking(embedder, document_id=document_id)
    total, done = rows.count(), 0
    while batch := list(rows.order_by("number").values_list("id", "heading", "text")[:BATCH]):
        if not keep(embedder, batch):
            break  # their words change at this moment, and whoever changes them embeds them
        done += len(batch)
        told(done, total)
    return done


def embed_missing(*, limit: int) -> int:
    """Embed up to so many passages of ready documents that lack a vector, as after an embedder was installed."""
    embedder = local_embedder()
    if embedder is None:
        return 0
    done = 0
    rows = lacking(embedder).filter(document__state="ready").order_by("document", "number")
    while done < limit and (batch := list(rows.values_list("id", "heading", "text")[:BATCH])):
        if not keep(embedder, batch):
            break
        done += len(batch)
    return done


def keep(embedder: LocalEmbedder, passages: list[tuple[UUID, str, str]]) -> int:
    """Store the vectors of passages whose words are still these; how many were stored."""
    vectors = embedder.embed([f"{heading}\n{text}" if heading else text for _, heading, text in passages])
    values: dict[str, Any] = {
        "embedder": embedder.name,
        "ids": [each[0] for each in passages],
        "texts": [each[2] for each in passages],
        "vectors": [literal(vector) for vector in vectors],
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)
        return int(cursor.rowcount)
