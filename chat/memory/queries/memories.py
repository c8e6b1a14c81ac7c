"""A person's memories as they browse them: lists, one by one, with history, and in figures."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from accounts.models import User
from chat.memory.errors import MemoryNotFound
from chat.memory.rules.kinds import Kind, State
from chat.models import Memory, MemoryVersion


def memories_of(user: User) -> QuerySet[Memory]:
    """Everything the person ever had remembered, the forgotten included, newest first."""
    return Memory.objects.filter(owner=user).order_by("-id")


def live_memories_of(user: User, *, now: datetime) -> QuerySet[Memory]:
    """What is remembered of the person now."""
    return memories_of(user).filter(Q(expires_at=None) | Q(expires_at__gt=now), state=State.CURRENT)


def remembered_from(question_ids: Iterable[UUID]) -> dict[UUID, list[Memory]]:
    """The facts that are remembered now from each of these messages, oldest first; their verbatim words are left out."""
    rows = Memory.objects.filter(source_message__in=question_ids, verbatim_of=None, state=State.CURRENT).order_by("id")
    found: dict[UUID, list[Memory]] = {}
    for each in rows:
        if each.source_message_id:
            found.setdefault(each.source_message_id, []).append(each)
    return found


def get_memory(user: User, memory_id: UUID) -> Memory:
    """A memory of the person that is not forgotten, or MemoryNotFound."""
    memory = memories_of(user).exclude(state=State.FORGOTTEN).filter(pk=memory_id).first()
    if memory is None:
        raise MemoryNotFound
    return memory


def history_of(user: User, memory_id: UUID) -> list[MemoryVersion]:
    """Every version of a memory, the newest first; a forgotten one has versions without text."""
    versions = MemoryVersion.objects.filter(memory__owner=user, memory=memory_id).order_by("-number")
    found = list(versions.select_related("actor"))
    if not found:
        raise MemoryNotFound
    return found


def last_change_of(memory: Memory) -> UUID:
    """The change that made a memory what it is; undo takes it."""
    return MemoryVersion.objects.only("change").get(memory=memory, number=memory.version).change


def statistics_of(user: User, *, now: datetime) -> dict[str, Any]:
    """How much is remembered of the person now, by kind, and how much it was used."""
    rows = live_memories_of(user, now=now).order_by()
    by_kind = dict(rows.values_list("kind").annotate(Count("pk")))
    figures = rows.aggregate(
        total=Count("pk"),
        pinned=Count("pk", filter=Q(is_pinned=True)),
        expiring=Count("pk", filter=Q(expires_at__isnull=False)),
        used=Sum("used_count"),
        last_used_at=Max("used_at"),
    )
    forgotten = memories_of(user).filter(state=State.FORGOTTEN).count()
    kinds = {kind: by_kind.get(kind, 0) for kind in Kind.values}
    return {**figures, "used": figures["used"] or 0, "forgotten": forgotten, "by_kind": kinds}
