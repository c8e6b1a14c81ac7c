"""The one place that locks memories, always in the order of their ids."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from chat.memory.errors import AlreadyForgotten, MemoryNotFound, NotCurrent
from chat.memory.rules.kinds import State
from chat.models import Memory


def locked_memories(owner: User, ids: Iterable[UUID]) -> list[Memory]:
    """All of the person's memories with these ids, locked until the transaction ends, or MemoryNotFound."""
    wanted = set(ids)
    found = list(Memory.objects.select_for_update(of=("self",)).filter(owner=owner, pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise MemoryNotFound
    return found


def locked_current(owner: User, memory_id: UUID) -> Memory:
    """One memory that may still be changed, locked."""
    [memory] = locked_memories(owner, [memory_id])
    require_current(memory)
    return memory


def require_current(memory: Memory) -> None:
    """Refuse a memory whose text is gone, and one whose place another took."""
    if memory.state == State.FORGOTTEN:
        raise AlreadyForgotten
    if memory.state != State.CURRENT:
        raise NotCurrent


LOCK_WORDS = """
SELECT NOT EXISTS (
           SELECT FROM chat_memoryswitch
           WHERE owner_id = %(owner)s AND NOT is_on
             AND (conversation_id = ANY(%(conversations)s::uuid[]) OR conversation_id IS NULL)
       ) AND NOT EXISTS (
           SELECT FROM spirits_minion WHERE id = ANY(%(minions)s::uuid[]) AND memory = 'off'
       ),
       (SELECT count(pg_advisory_xact_lock(hashtextextended(word, 6))) FROM unnest(%(words)s::text[]) AS asked(word))
"""


def lock_words(
    owner_id: UUID, words: Iterable[str], *, minions: Iterable[UUID] = (), conversations: Iterable[UUID] = ()
) -> bool:
    """Let nobody else remember the same key or wording of this person until the transaction ends.

    Says whether memory is on everywhere, with these minions and in these conversations.
    """
    values: dict[str, Any] = {
        "owner": owner_id,
        "words": [f"{owner_id}/{each}" for each in sorted(set(words))],
        "minions": list(minions),
        "conversations": list(conversations),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK_WORDS, values)
        [(is_on, _)] = cursor.fetchall()
    return bool(is_on)
