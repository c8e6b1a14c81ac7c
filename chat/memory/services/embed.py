"""Give memories the vectors of the installed embedder, in batches; each vector says whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chat.memory.errors import UnknownEmbedder, WrongDimensions
from chat.memory.queries.search import QueryVector
from training.retrieval.installed import local_embedder
from training.retrieval.minilm import DIMENSIONS, NAME
from training.retrieval.tokens import packed

BATCH = 64
KNOWN = {NAME: DIMENSIONS}

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


@dataclass(frozen=True)
class Embedded:
    """The vectors of one version, and the small ones of its words."""

    owner_id: UUID
    memory_id: UUID
    version: int
    own: Sequence[float]
    around: Sequence[float]
    tokens: bytes = b""


def embed_missing(*, limit: int = BATCH) -> int:
    """Embed up to ``limit`` memories that lack a vector of the installed embedder; 0 when none lacks one or none is installed."""
    embedder = local_embedder()
    if embedder is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"embedder": embedder.name, "limit": limit})
        rows = cursor.fetchall()
    if not rows:
        return 0
    texts = [f"{speaker}: {text}" if speaker else text for _, _, _, speaker, text, _ in rows]
    readings = embedder.read(texts)
    around = embedder.embed([row[5] or text for row, text in zip(rows, texts, strict=True)])
    keep_vectors(
        embedder.name,
        [
            Embedded(row[0], row[1], row[2], reading.vector.tolist(), near.tolist(), packed(reading.tokens))
            for row, reading, near in zip(rows, readings, around, strict=True)
        ],
    )
    return len(rows)


@transaction.atomic
def keep_vectors(embedder: str, items: Sequence[Embedded]) -> None:
    """Keep the vectors of versions that still can be found; a second time changes nothing.

    UnknownEmbedder for a name nobody knows, WrongDimensions for a vector that is not of its embedder's length.
    """
    if embedder not in KNOWN:
        raise UnknownEmbedder.of("embedder", f"There is no embedder called {embedder!r}.")
    for each in items:
        for vector in (each.own, each.around):
            if len(vector) != KNOWN[embedder]:
                raise WrongDimensions.of("vector", f"Expected {KNOWN[embedder]} numbers; these are {len(vector)}.")
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, [_values(embedder, each) for each in items])


def _values(embedder: str, each: Embedded) -> list[Any]:
    own, around = (QueryVector(embedder, tuple(vector)).literal() for vector in (each.own, each.around))
    identity = [each.owner_id, each.memory_id, each.version]
    return [*identity, embedder, own, around, each.tokens, *identity]
