"""Keeps the search index in step with memories; called by whatever writes a version, in the same transaction."""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from chat.memory.rules.kinds import FINDABLE
from chat.models import Memory
from training.retrieval.words import searchable

FIELDS = tuple((each.column or each.attname, each.attname) for each in Memory._meta.concrete_fields)

# The functions are those of the migration "remember in one call"; ``given`` holds a memory's words as the index reads them.
OPEN = """
SELECT chat_open_memory_entry(m, given.words, given.speaker)
FROM unnest(%(ids)s::uuid[], %(words)s::text[], %(speakers)s::text[]) AS given(id, words, speaker)
JOIN chat_memory m ON m.id = given.id
"""

WRITE = """
SELECT chat_write_memory(m, %(change)s, %(cause)s, %(actor)s, given.words, given.speaker)
FROM jsonb_populate_recordset(NULL::chat_memory, %(memories)s::jsonb) m
JOIN unnest(%(ids)s::uuid[], %(words)s::text[], %(speakers)s::text[]) AS given(id, words, speaker) ON given.id = m.id
"""

REMEMBER = "SELECT chat_remember(%(memory)s::jsonb, %(change)s, %(cause)s, %(actor)s, %(words)s, %(speaker)s)"

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


def write_all(memories: Sequence[Memory], *, change: UUID, cause: str, actor: UUID | None) -> None:
    """Write new memories with their first version and their entry in the index, in one statement."""
    rows = json.dumps([_row(each) for each in memories], default=_plain)
    _execute(WRITE, memories=rows, change=change, cause=cause, actor=actor, **_given(memories))
    for each in memories:
        _written(each)


class Outcome(StrEnum):
    """What became of one memory that was to be written."""

    WRITTEN = "written"
    KNOWN = "known"
    OFF = "off"


def write_unknown(memory: Memory, *, change: UUID, cause: str, actor: UUID | None) -> Outcome:
    """Write one new memory where memory is on and its words are not remembered yet; one call, a transaction in itself."""
    values: dict[str, Any] = {
        "memory": json.dumps(_row(memory), default=_plain),
        "change": change,
        "cause": cause,
        "actor": actor,
        "words": indexed_text(memory),
        "speaker": searchable(memory.speaker),
    }
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, values)
        [(outcome,)] = cursor.fetchall()
    if outcome == Outcome.WRITTEN:
        _written(memory)
    return Outcome(outcome)


def _written(memory: Memory) -> None:
    memory._state.adding = False
    memory._state.db = connection.alias


def _given(memories: Sequence[Memory]) -> dict[str, Any]:
    return {
        "ids": [each.pk for each in memories],
        "words": [indexed_text(each) for each in memories],
        "speakers": [searchable(each.speaker) for each in memories],
    }


def _row(memory: Memory) -> dict[str, Any]:
    """A row of the table by the names of its columns."""
    return {column: getattr(memory, name) for column, name in FIELDS}


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
