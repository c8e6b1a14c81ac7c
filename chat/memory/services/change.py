"""Change what is remembered: edit, supersede, merge, and take any of it back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from chat.memory.errors import AlreadyForgotten, NothingToUndo
from chat.memory.locks import locked_current, locked_memories, require_current
from chat.memory.rules.kinds import Cause, Source, State
from chat.memory.rules.lifetimes import expiry
from chat.memory.rules.wording import LONGEST_TEXT, fingerprint, storable
from chat.memory.services.record import Change, write_new, write_version
from chat.memory.services.remember import clean_key, clean_tags, give_way, place_of, slot_of
from chat.models import Memory, MemoryVersion
from project.lib.errors import Conflict, InvalidInput


@transaction.atomic
def edit_memory(
    *,
    owner: User,
    memory_id: UUID,
    now: datetime,
    text: str | None = None,
    key: str | None = None,
    tags: Sequence[str] | None = None,
    importance: float | None = None,
    is_pinned: bool | None = None,
    expires_at: datetime | None = None,
) -> Memory:
    """Correct a memory: what it says was always meant so. Only what is given changes; unpinning restores its kind's lifetime."""
    memory = locked_current(owner, memory_id)
    if text is not None:
        memory.text = _text(text)
    if tags is not None:
        memory.tags = clean_tags(tags)
    if importance is not None:
        memory.importance = _importance(importance)
    if key is not None:
        _move(memory, clean_key(key))
    if is_pinned is not None and is_pinned != memory.is_pinned:
        memory.is_pinned = is_pinned
        memory.expires_at = expiry(memory.kind, now=now, lifetime=None, is_pinned=is_pinned)
    if expires_at is not None:
        memory.expires_at = _end(memory, expires_at, now)
    write_version(memory, Change(cause=Cause.EDITED, at=now, actor_id=owner.pk))
    return memory


@transaction.atomic
def supersede(
    *,
    owner: User,
    memory_id: UUID,
    text: str,
    now: datetime,
    valid_from: datetime | None = None,
    source: str = Source.PERSON,
    source_message_id: UUID | None = None,
) -> Memory:
    """Put a new fact in the place of an old one and return the new. The old one was true until ``valid_from`` (now)."""
    old = locked_current(owner, memory_id)
    if valid_from is not None and valid_from < old.valid_from:
        raise InvalidInput.of("valid_from", "The new fact cannot begin before the old one did.")
    change = Change(cause=Cause.SUPERSEDED, at=now, actor_id=owner.pk)
    new = _successor(old, _text(text), now, valid_from=valid_from, source=source, source_message_id=source_message_id)
    give_way(old, to=new, change=change)
    write_new([new], change)
    return new


@transaction.atomic
def merge(*, owner: User, memory_ids: Sequence[UUID], text: str, now: datetime) -> Memory:
    """Replace several memories by one that says it all, and return it."""
    if len(set(memory_ids)) < 2:
        raise InvalidInput.of("memories", "Name at least two memories.")
    olds = locked_memories(owner, memory_ids)
    for each in olds:
        require_current(each)
    change = Change(cause=Cause.MERGED, at=now, actor_id=owner.pk)
    first = olds[0]
    new = _successor(
        first, _text(text), now, valid_from=max(now, *(each.valid_from for each in olds)), source=Source.PERSON
    )
    new.tags = list(dict.fromkeys(tag for each in olds for tag in each.tags))[:20]
    new.importance = max(each.importance for each in olds)
    new.is_pinned = any(each.is_pinned for each in olds)
    new.expires_at = expiry(new.kind, now=now, lifetime=None, is_pinned=new.is_pinned)
    for each in olds:
        give_way(each, to=new, change=change)
    write_new([new], change)
    return new


@transaction.atomic
def undo(*, owner: User, change_id: UUID, now: datetime) -> list[Memory]:
    """Take one change back as a whole and return the memories it touched. Undoing the undo restores it.

    NothingToUndo when something was changed since, AlreadyForgotten when a text it needs is destroyed.
    """
    ids = MemoryVersion.objects.filter(memory__owner=owner, change=change_id).values_list("memory_id", flat=True)
    memories = locked_memories(owner, ids)
    if not memories:
        raise NothingToUndo
    for each in memories:
        _restore(each, change_id)
    change = Change(cause=Cause.UNDONE, at=now, actor_id=owner.pk)
    for each in sorted(memories, key=lambda memory: memory.state == State.CURRENT):  # leave a slot, then take it
        write_version(each, change)
    return memories


@transaction.atomic
def undo_remembered(*, owner: User, question_id: UUID, now: datetime) -> list[Memory]:
    """Take back everything that was remembered from one message and is unchanged since; NothingToUndo when there is nothing."""
    rows = MemoryVersion.objects.filter(
        memory__owner=owner,
        memory__source_message=question_id,
        memory__state=State.CURRENT,
        number=F("memory__version"),
    )
    changes = list(rows.order_by("-change").values_list("change", flat=True).distinct())
    if not changes:
        raise NothingToUndo
    return [memory for change in changes for memory in undo(owner=owner, change_id=change, now=now)]


def _restore(memory: Memory, change_id: UUID) -> None:
    """Give the memory back what it was before the change, which must be its last."""
    versions = {each.number: each for each in memory.versions.filter(number__gte=memory.version - 1)}
    if memory.state == State.FORGOTTEN:
        raise AlreadyForgotten
    if versions[memory.version].change != change_id:
        raise NothingToUndo
    before = versions.get(memory.version - 1)
    if before is None:
        memory.state = State.WITHDRAWN
        return
    if before.erased_at:
        raise AlreadyForgotten
    for name in ("text", "state", "key", "tags", "importance", "is_pinned", "valid_from", "valid_to", "expires_at"):
        setattr(memory, name, getattr(before, name))
    memory.superseded_by_id = before.superseded_by
    memory.slot = slot_of(memory.scope, place_of(memory.scope, memory.minion_id, memory.conversation_id), memory.key)


def _successor(old: Memory, text: str, now: datetime, *, valid_from: datetime | None, **source: object) -> Memory:
    """A new memory like the old one in everything but its words and times."""
    kept = ("owner_id", "kind", "scope", "minion_id", "conversation_id", "key", "slot", "importance", "is_pinned")
    return Memory(
        text=text,
        text_hash=fingerprint(text),
        tags=list(old.tags),
        occurred_at=now,
        valid_from=valid_from or now,
        expires_at=expiry(old.kind, now=now, lifetime=None, is_pinned=old.is_pinned),
        **{name: getattr(old, name) for name in kept},
        **source,
    )


def _move(memory: Memory, key: str) -> None:
    slot = slot_of(memory.scope, place_of(memory.scope, memory.minion_id, memory.conversation_id), key)
    taken = Memory.objects.filter(owner_id=memory.owner_id, slot=slot, state=State.CURRENT).exclude(pk=memory.pk)
    if slot and taken.exists():
        raise Conflict("Another memory has this key.", fields={"key": ["Another memory has this key."]})
    memory.key, memory.slot = key, slot


def _end(memory: Memory, expires_at: datetime, now: datetime) -> datetime:
    if memory.is_pinned:
        raise InvalidInput.of("expires_at", "A pinned memory never expires; unpin it first.")
    if expires_at <= now:
        raise InvalidInput.of("expires_at", "Must be in the future.")
    return expires_at


def _text(text: str) -> str:
    text = storable(text, "text", longest=LONGEST_TEXT)
    if not text:
        raise InvalidInput.of("text", "Write what is to be remembered.")
    return text


def _importance(value: float) -> float:
    if not 0 <= value <= 1:
        raise InvalidInput.of("importance", "Must be from 0 to 1.")
    return value
