"""What of a person's memory may be read and written in a place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Q

from accounts.models import User
from chat.memory.queries.search import Place
from chat.models import MemorySwitch
from spirits.models import Minion

MOST_PLACES = 100


def place_of_turn(
    owner_id: UUID, *, minion_id: UUID | None = None, conversation_id: UUID | None = None
) -> Place | None:
    """Where a turn reads and writes; None where the person, this minion or this conversation has memory switched off."""
    here = Q(conversation=None)
    if conversation_id:
        here |= Q(conversation=conversation_id)
    off = MemorySwitch.objects.filter(here, owner=owner_id, is_on=False)
    minion = Minion.objects.filter(pk=minion_id).values("memory", is_off=Exists(off)).first() if minion_id else None
    memory = minion["memory"] if minion else Minion.Memory.ALL
    is_off = minion["is_off"] if minion else off.exists()
    if is_off or memory == Minion.Memory.OFF:
        return None
    return Place(minion_id, conversation_id, is_own_only=memory == Minion.Memory.OWN)


def is_memory_on(owner_id: UUID, *, minion_id: UUID | None = None, conversation_id: UUID | None = None) -> bool:
    """True unless the person, this minion or this conversation has memory switched off."""
    return place_of_turn(owner_id, minion_id=minion_id, conversation_id=conversation_id) is not None


def memory_in_turn(
    owner_id: UUID, *, minion_id: UUID | None = None, conversation_id: UUID | None = None
) -> Minion.Memory:
    """The same in one word, as the record of a turn keeps it."""
    place = place_of_turn(owner_id, minion_id=minion_id, conversation_id=conversation_id)
    if place is None:
        return Minion.Memory.OFF
    return Minion.Memory.OWN if place.is_own_only else Minion.Memory.ALL


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One place where memory is on or off; without minion and conversation it is everywhere."""

    is_on: bool
    changed_at: datetime
    minion_id: UUID | None = None
    conversation_id: UUID | None = None


def switches_of(user: User) -> list[Switch]:
    """Every switch the person ever set, and their minions where memory is off."""
    rows = MemorySwitch.objects.filter(owner=user).order_by("id")
    off = Minion.objects.filter(owner=user, memory=Minion.Memory.OFF).order_by("id")
    return [
        *(Switch(is_on=each.is_on, conversation_id=each.conversation_id, changed_at=each.changed_at) for each in rows),
        *(Switch(is_on=False, minion_id=each.pk, changed_at=each.updated_at) for each in off),
    ]


@dataclass(frozen=True)
class Switched:
    """A minion or conversation, and whether memory is on there."""

    kind: str
    id: UUID
    name: str
    is_on: bool
    is_own_only: bool = False


def switched_places(user: User) -> list[Switched]:
    """Every minion of the person, and the conversations where memory is off, in the order of their names."""
    off = MemorySwitch.objects.filter(owner=user, is_on=False)
    minions = Minion.objects.filter(owner=user, archived_at=None)
    talks = off.exclude(conversation=None).select_related("conversation").order_by("-changed_at", "pk")[:MOST_PLACES]
    found = [
        Switched("minion", each.pk, each.name, each.memory != Minion.Memory.OFF, each.memory == Minion.Memory.OWN)
        for each in minions.order_by("name", "pk")[:MOST_PLACES]
    ]
    return found + [
        Switched("conversation", each.conversation.pk, each.conversation.shown_title, False)
        for each in talks
        if each.conversation
    ]
