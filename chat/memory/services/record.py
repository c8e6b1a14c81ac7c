"""Writes versions: every change of a memory goes through here, so that history, index and memory agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from chat.memory.rules.wording import fingerprint
from chat.memory.services.index import Outcome, close_entries, open_entries, write_all, write_unknown
from chat.models import Memory, MemoryVersion
from project.lib.ids import uuid7

TICK = timedelta(microseconds=1)
BATCH = 500
CHANGING = (
    "text", "text_hash", "state", "key", "slot", "tags", "importance", "is_pinned", "valid_from", "valid_to",
    "expires_at", "superseded_by_id", "version", "changed_at", "scope", "minion_id", "conversation_id",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One deed: everything it touches carries its id, and undo takes it back as a whole."""

    cause: str
    at: datetime
    actor_id: UUID | None
    id: UUID = field(default_factory=uuid7)


def write_new(memories: Sequence[Memory], change: Change) -> None:
    """Keep new memories as their version 1."""
    for begin in range(0, len(memories), BATCH):
        batch = [_first(each, change) for each in memories[begin : begin + BATCH]]
        write_all(batch, change=change.id, cause=change.cause, actor=change.actor_id)


def write_if_unknown(memory: Memory, change: Change) -> Outcome:
    """Keep a new memory where memory is on, unless its words are remembered already."""
    return write_unknown(_first(memory, change), change=change.id, cause=change.cause, actor=change.actor_id)


def _first(memory: Memory, change: Change) -> Memory:
    memory.text_hash = fingerprint(memory.text)
    memory.created_at = memory.changed_at = change.at
    return memory


def write_version(memory: Memory, change: Change) -> None:
    """Keep a changed memory as its next version. A clock that went back cannot disorder the versions."""
    memory.version += 1
    memory.changed_at = max(change.at, memory.changed_at + TICK)
    memory.text_hash = fingerprint(memory.text)
    memory.save(update_fields=CHANGING)
    _version(memory, change).save(force_insert=True)
    close_entries(memory.owner_id, [memory.pk], at=memory.changed_at)
    open_entries([memory])


def _version(memory: Memory, change: Change) -> MemoryVersion:
    return MemoryVersion(
        memory=memory,
        number=memory.version,
        change=change.id,
        cause=change.cause,
        actor_id=change.actor_id,
        text=memory.text,
        text_hash=memory.text_hash,
        state=memory.state,
        key=memory.key,
        tags=memory.tags,
        importance=memory.importance,
        is_pinned=memory.is_pinned,
        valid_from=memory.valid_from,
        valid_to=memory.valid_to,
        expires_at=memory.expires_at,
        superseded_by=memory.superseded_by_id,
        recorded_at=memory.changed_at,
    )
