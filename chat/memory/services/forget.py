"""Forget: the text is destroyed in every version, the hashes stay."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from chat.memory.locks import locked_memories
from chat.memory.rules.kinds import Cause, State
from chat.memory.services.index import drop_entries
from chat.memory.services.record import TICK, Change
from chat.models import Memory, MemoryVersion

BATCH = 500

# A memory with everything it once replaced, and the words it was learned from: forgetting a fact forgets those too.
LINEAGE = """
WITH RECURSIVE lineage AS (
    SELECT id FROM chat_memory WHERE owner_id = %(owner)s AND id = ANY(%(ids)s)
    UNION
    SELECT older.id FROM chat_memory older JOIN lineage ON older.superseded_by_id = lineage.id
    WHERE older.owner_id = %(owner)s
)
SELECT id FROM lineage
UNION
SELECT said.id FROM chat_memory said
JOIN chat_memory known ON known.source_message_id = said.verbatim_of_id AND known.verbatim_of_id IS NULL
WHERE said.owner_id = %(owner)s AND known.id IN (SELECT id FROM lineage)
"""

# Answers quote the memories they were given; the quotes of destroyed ones go with them.
UNQUOTE = """
UPDATE chat_message SET citations = (
    SELECT jsonb_agg(CASE WHEN quote->>'kind' = 'memory' AND EXISTS (
               SELECT FROM unnest(%(ids)s::text[]) AS gone(id) WHERE position(gone.id IN quote->>'reference') > 0
           ) THEN quote || '{"text": "", "erased": true}' ELSE quote END ORDER BY place)
    FROM jsonb_array_elements(citations) WITH ORDINALITY AS quoted(quote, place)
)
WHERE conversation_id IN (SELECT id FROM chat_conversation WHERE owner_id = %(owner)s)
  AND EXISTS (
      SELECT FROM jsonb_array_elements(citations) AS quote, unnest(%(ids)s::text[]) AS gone(id)
      WHERE quote->>'kind' = 'memory' AND position(gone.id IN quote->>'reference') > 0
  )
"""


@transaction.atomic
def forget(*, owner: User, memory_ids: Sequence[UUID], now: datetime) -> list[Memory]:
    """Destroy these memories, what they replaced, and the remembered words they were learned from; returns all that are forgotten. Forgetting twice changes nothing."""
    locked_memories(owner, memory_ids)
    memories = locked_memories(owner, _lineage(owner, memory_ids))
    erase([each for each in memories if each.state != State.FORGOTTEN], Change(Cause.FORGOTTEN, now, owner.pk))
    return memories


@transaction.atomic
def erase_expired(*, now: datetime, limit: int = BATCH) -> int:
    """Destroy up to ``limit`` memories whose time is over; returns how many. Search never showed them after it anyway."""
    rows = Memory.objects.filter(expires_at__lte=now).exclude(state=State.FORGOTTEN).order_by("pk")
    expired = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
    erase(expired, Change(Cause.EXPIRED, now, None))
    return len(expired)


def erase(memories: Sequence[Memory], change: Change) -> None:
    """Destroy the text of locked memories everywhere memory keeps it, and write down that it happened."""
    for owner_id in {each.owner_id for each in memories}:
        gone = [each.pk for each in memories if each.owner_id == owner_id]
        drop_entries(owner_id, gone)
        _unquote(owner_id, gone)
    ids = [each.pk for each in memories]
    MemoryVersion.objects.filter(memory__in=ids, erased_at=None).update(text="", key="", tags=[], erased_at=change.at)
    for each in memories:
        each.text = each.key = each.slot = each.speaker = each.source_detail = ""
        each.tags = []
        each.state = State.FORGOTTEN
        each.version += 1
        each.changed_at = max(change.at, each.changed_at + TICK)
    names = ["text", "key", "slot", "speaker", "source_detail", "tags", "state", "version", "changed_at"]
    Memory.objects.bulk_update(memories, names, batch_size=BATCH)
    MemoryVersion.objects.bulk_create([_last(each, change) for each in memories], batch_size=BATCH)


def _last(memory: Memory, change: Change) -> MemoryVersion:
    return MemoryVersion(
        memory=memory,
        number=memory.version,
        change=change.id,
        cause=change.cause,
        actor_id=change.actor_id,
        text="",
        text_hash=memory.text_hash,
        state=State.FORGOTTEN,
        importance=memory.importance,
        is_pinned=memory.is_pinned,
        valid_from=memory.valid_from,
        valid_to=memory.valid_to,
        expires_at=memory.expires_at,
        superseded_by=memory.superseded_by_id,
        recorded_at=memory.changed_at,
        erased_at=change.at,
    )


def _unquote(owner_id: UUID, ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(UNQUOTE, {"owner": owner_id, "ids": [str(each) for each in ids]})


def _lineage(owner: User, ids: Sequence[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(LINEAGE, {"owner": owner.pk, "ids": list(ids)})
        return [row[0] for row in cursor.fetchall()]
