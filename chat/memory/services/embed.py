"""Give memories the vectors of the embedder in use, in batches; each vector says whose it is."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chat.memory.errors import UnknownEmbedder, WrongDimensions
from chat.memory.queries.embedder import ModelEmbedder, present_embedder, unit
from chat.models import MemoryEmbedder, UsageRecord
from training.retrieval.minilm import DIMENSIONS, NAME
from training.retrieval.query_vector import QueryVector
from training.retrieval.tokens import packed

BATCH = 64
MISSING = """
SELECT e.owner_id, e.memory_id, e.number, m.speaker, v.text,
       (SELECT string_agg(CASE WHEN near.speaker = '' THEN near.text ELSE near.speaker || ': ' || near.text END,
                          E'\\n' ORDER BY near.position, near.id)
        FROM chat_memory near
        WHERE near.owner_id = e.owner_id AND near.session = m.session AND m.session <> '' AND near.state = 'current'
          AND near.position BETWEEN m.position - 1 AND m.position + 1) AS around
FROM chat_memoryentry e
JOIN chat_memory m ON m.id = e.memory_id
JOIN chat_memoryversion v ON v.memory_id = e.memory_id AND v.number = e.number
WHERE e.believed_to IS NULL AND NOT EXISTS (
    SELECT FROM chat_memoryvector known WHERE known.owner_id = e.owner_id AND known.memory_id = e.memory_id
      AND known.number = e.number AND known.embedder = %(embedder)s AND known.tokens IS NOT NULL
)
ORDER BY e.memory_id LIMIT %(limit)s
"""

KEEP = """
INSERT INTO chat_memoryvector (owner_id, memory_id, number, embedder, own, around, tokens)
SELECT %s, %s, %s, %s, %s::vector, %s::vector, %s
WHERE EXISTS (SELECT FROM chat_memoryentry WHERE owner_id = %s AND memory_id = %s AND number = %s FOR SHARE)
ON CONFLICT (owner_id, memory_id, number, embedder) DO UPDATE SET tokens = excluded.tokens
"""


DROP_OTHERS = """
DELETE FROM chat_memoryvector v USING (
    SELECT owner_id, memory_id, number, embedder FROM chat_memoryvector WHERE embedder = %(old)s LIMIT %(limit)s
) old
WHERE v.owner_id = old.owner_id AND v.memory_id = old.memory_id AND v.number = old.number AND v.embedder = old.embedder
"""


@dataclass(frozen=True)
class Embedded:
    """The vectors of one version, and the small ones of its words."""

    owner_id: UUID
    memory_id: UUID
    version: int
    own: Sequence[float]
    around: Sequence[float]
    tokens: bytes = b""


def embed_missing(*, now: datetime, limit: int = BATCH) -> int:
    """Embed up to ``limit`` memories that lack a vector of the embedder in use; 0 when none lacks one or there is none.

    A ProviderError where the embedder is a provider's and fails. No transaction may be open.
    """
    embedder = present_embedder()
    if embedder is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"embedder": embedder.name, "limit": limit})
        rows = cursor.fetchall()
    if not rows:
        return 0
    texts = [f"{speaker}: {text}" if speaker else text for _, _, _, speaker, text, _ in rows]
    around = [row[5] or text for row, text in zip(rows, texts, strict=True)]
    if isinstance(embedder, ModelEmbedder):
        owners = [row[0] for row in rows]
        vectors = _asked(embedder, [*texts, *around], [*owners, *owners], now)
        made = [(own, near, b"") for own, near in zip(vectors[: len(rows)], vectors[len(rows) :], strict=True)]
    else:
        made = [
            (reading.vector.tolist(), near.tolist(), packed(reading.tokens))
            for reading, near in zip(embedder.read(texts), embedder.embed(around), strict=True)
        ]
    keep_vectors(
        embedder.name,
        [Embedded(row[0], row[1], row[2], *each) for row, each in zip(rows, made, strict=True)],
    )
    return len(rows)


def _asked(embedder: ModelEmbedder, texts: Sequence[str], owners: Sequence[UUID], now: datetime) -> list[list[float]]:
    """The provider's vectors; each person whose texts were sent gets a usage record, tokens shared out by length."""
    begun = time.monotonic()
    found = embedder.ask(texts)
    letters: Counter[UUID] = Counter()
    for owner, text in zip(owners, texts, strict=True):
        letters[owner] += len(text)
    UsageRecord.objects.bulk_create(
        UsageRecord(
            owner_id=owner,
            language_model=embedder.model,
            model_name=embedder.model.name,
            provider_name=embedder.model.provider.name,
            door=UsageRecord.Door.CHAT,
            kind=UsageRecord.Kind.EMBEDDINGS,
            state=UsageRecord.State.COMPLETED,
            input_tokens=round(found.input_tokens * share / max(letters.total(), 1)),
            is_estimated=len(letters) > 1,
            total_ms=int((time.monotonic() - begun) * 1000),
            at=now,
        )
        for owner, share in letters.items()
    )
    return [unit(vector).tolist() for vector in found.vectors]


@transaction.atomic
def keep_vectors(embedder: str, items: Sequence[Embedded]) -> None:
    """Keep the vectors of versions that still can be found; a second time changes nothing.

    UnknownEmbedder for a name nobody knows, WrongDimensions for a vector that is not of its embedder's length; a provider's
    is that of its first vector.
    """
    length = _length_of(embedder, items)
    for each in items:
        for vector in (each.own, each.around):
            if len(vector) != length:
                raise WrongDimensions.of("vector", f"Expected {length} numbers; these are {len(vector)}.")
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, [_values(embedder, each) for each in items])


def _length_of(embedder: str, items: Sequence[Embedded]) -> int:
    known = MemoryEmbedder.objects.filter(name=embedder).first()
    if known is not None:
        return known.dimensions
    if embedder == NAME:
        length = DIMENSIONS
    else:
        present = present_embedder()
        if present is None or present.name != embedder:
            raise UnknownEmbedder.of("embedder", f"There is no embedder called {embedder!r}.")
        length = len(items[0].own)
    return MemoryEmbedder.objects.get_or_create(name=embedder, defaults={"dimensions": length})[0].dimensions


def _values(embedder: str, each: Embedded) -> list[Any]:
    own, around = (QueryVector(embedder, tuple(vector)).literal() for vector in (each.own, each.around))
    identity = [each.owner_id, each.memory_id, each.version]
    return [*identity, embedder, own, around, each.tokens, *identity]


def drop_others(*, limit: int) -> int:
    """Delete up to ``limit`` vectors of embedders that are no longer in use; call it once none is missing."""
    embedder = present_embedder()
    old = MemoryEmbedder.objects.exclude(name=embedder.name).first() if embedder else None
    if old is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(DROP_OTHERS, {"old": old.name, "limit": limit})
        dropped = int(cursor.rowcount)
    if dropped < limit:
        old.delete()
    return dropped
