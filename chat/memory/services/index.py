"""Keeps the search index in step with memories; called by whatever writes a version, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chat.memory.rules.kinds import FINDABLE
from chat.memory.rules.wording import searchable
from chat.models import Memory

OPEN = """
INSERT INTO chat_memoryentry (
    owner_id, memory_id, number, kind, scope, minion_id, conversation_id, tags, session, position, speaker,
    occurred_at, valid_from, valid_to, believed_from, expires_at, importance, terms, times, length
)
SELECT m.owner_id, m.id, m.version, m.kind, m.scope, m.minion_id, m.conversation_id, m.tags,
       coalesce(nullif(m.session, ''), m.id::text), m.position,
       tsvector_to_array(to_tsvector('english', given.speaker)),
       m.occurred_at, m.valid_from, m.valid_to, m.changed_at, m.expires_at, m.importance,
       words.terms, words.times, words.length
FROM unnest(%(ids)s::uuid[], %(texts)s::text[], %(speakers)s::text[]) AS given(id, text, speaker)
JOIN chat_memory m ON m.id = given.id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(lexeme ORDER BY lexeme), '{}') AS terms,
           coalesce(array_agg(cardinality(positions)::smallint ORDER BY lexeme), '{}') AS times,
           coalesce(sum(cardinality(positions)), 0) AS length
    FROM unnest(to_tsvector('english', given.text))
) words
"""

CLOSE = """
UPDATE chat_memoryentry SET believed_to = %(at)s
WHERE owner_id = %(owner)s AND memory_id = ANY(%(ids)s) AND believed_to IS NULL
"""

DROP = "DELETE FROM chat_memoryentry WHERE owner_id = %(owner)s AND memory_id = ANY(%(ids)s)"


def open_entries(memories: Sequence[Memory]) -> None:
    """Index the present version of each memory that can be found at all."""
    found = [each for each in memories if each.state in FINDABLE]
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN,
            {
                "ids": [each.pk for each in found],
                "texts": [indexed_text(each) for each in found],
                "speakers": [searchable(each.speaker) for each in found],
            },
        )


def indexed_text(memory: Memory) -> str:
    """What the index knows of a memory: who said it, and what."""
    return searchable(f"{memory.speaker}: {memory.text}" if memory.speaker else memory.text)


def close_entries(owner_id: UUID, ids: Sequence[UUID], *, at: datetime) -> None:
    """From ``at`` on these memories' present entries are no longer believed."""
    _execute(CLOSE, owner=owner_id, ids=list(ids), at=at)


def drop_entries(owner_id: UUID, ids: Sequence[UUID]) -> None:
    """Nothing of these memories can be found any more; their vectors go too."""
    _execute(DROP, owner=owner_id, ids=list(ids))


def _execute(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
