"""Keeps the search index in step with memories; called by whatever writes a version, in the same transaction."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from chat.memory.rules.kinds import FINDABLE
from chat.memory.rules.wording import searchable
from chat.models import Memory, MemoryVersion

COLUMNS = """
    owner_id, memory_id, number, kind, scope, minion_id, conversation_id, tags, session, position, speaker,
    occurred_at, valid_from, valid_to, believed_from, expires_at, importance, terms, times, length
"""

# ``m`` is a memory as a row of its table, ``given`` its text and speaker as the index reads them.
ENTRY = """
SELECT m.owner_id, m.id, m.version, m.kind, m.scope, m.minion_id, m.conversation_id, m.tags,
       coalesce(nullif(m.session, ''), m.id::text), m.position,
       tsvector_to_array(to_tsvector('english', given.speaker)),
       m.occurred_at, m.valid_from, m.valid_to, m.changed_at, m.expires_at, m.importance,
       words.terms, words.times, words.length
FROM unnest(%(ids)s::uuid[], %(texts)s::text[], %(speakers)s::text[]) AS given(id, text, speaker)
JOIN {source} m ON m.id = given.id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(lexeme ORDER BY lexeme), '{{}}') AS terms,
           coalesce(array_agg(cardinality(positions)::smallint ORDER BY lexeme), '{{}}') AS times,
           coalesce(sum(cardinality(positions)), 0) AS length
    FROM unnest(to_tsvector('english', given.text))
) words
"""

OPEN = f"INSERT INTO chat_memoryentry ({COLUMNS}) {ENTRY.format(source='chat_memory')}"

# New memories with their first version and their entry, as one statement; ``{only}`` says which of them.
WRITE = """
WITH fresh AS MATERIALIZED (
    SELECT f.* FROM jsonb_populate_recordset(NULL::chat_memory, %(memories)s::jsonb) f {only}
),
made AS (INSERT INTO chat_memory SELECT * FROM fresh),
told AS (
    INSERT INTO chat_memoryversion
    SELECT v.* FROM jsonb_populate_recordset(NULL::chat_memoryversion, %(versions)s::jsonb) v
    JOIN fresh ON fresh.id = v.memory_id
)
INSERT INTO chat_memoryentry ({columns}) {entry}
"""
UNKNOWN = """
WHERE NOT EXISTS (
    SELECT FROM chat_memory known
    WHERE known.owner_id = %(owner)s AND known.text_hash = %(text_hash)s AND known.state = 'current'
      AND known.verbatim_of_id IS NULL AND known.session = ''
)
"""
WRITE_ALL, WRITE_UNKNOWN = (
    WRITE.format(only=only, columns=COLUMNS, entry=ENTRY.format(source="fresh")) for only in ("", UNKNOWN)
)

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
    _execute(OPEN, **_given(found))


def write_all(memories: Sequence[Memory], versions: Sequence[MemoryVersion]) -> None:
    """Write new memories with their first version and their entry in the index, in one statement."""
    _execute(WRITE_ALL, memories=_rows(memories), versions=_rows(versions), **_given(memories))
    for each in memories:
        _written(each)


def write_unknown(memory: Memory, version: MemoryVersion) -> bool:
    """Write one new memory in the same way unless its words are remembered already; says whether it was written."""
    values = {"memories": _rows([memory]), "versions": _rows([version]), **_given([memory])}
    is_written = _execute(WRITE_UNKNOWN, owner=memory.owner_id, text_hash=memory.text_hash, **values) == 1
    if is_written:
        _written(memory)
    return is_written


def _written(memory: Memory) -> None:
    memory._state.adding = False
    memory._state.db = connection.alias


def _given(memories: Sequence[Memory]) -> dict[str, Any]:
    return {
        "ids": [each.pk for each in memories],
        "texts": [indexed_text(each) for each in memories],
        "speakers": [searchable(each.speaker) for each in memories],
    }


def _rows(objects: Sequence[Model]) -> str:
    """Rows of one table as JSON, by the names of their columns."""
    fields = [(each.column, each.attname) for each in objects[0]._meta.concrete_fields]
    return json.dumps([{column: getattr(row, name) for column, name in fields} for row in objects], default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def indexed_text(memory: Memory) -> str:
    """What the index knows of a memory: who said it, and what."""
    return searchable(f"{memory.speaker}: {memory.text}" if memory.speaker else memory.text)


def close_entries(owner_id: UUID, ids: Sequence[UUID], *, at: datetime) -> None:
    """From ``at`` on these memories' present entries are no longer believed."""
    _execute(CLOSE, owner=owner_id, ids=list(ids), at=at)


def drop_entries(owner_id: UUID, ids: Sequence[UUID]) -> None:
    """Nothing of these memories can be found any more; their vectors go too."""
    _execute(DROP, owner=owner_id, ids=list(ids))


def _execute(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
