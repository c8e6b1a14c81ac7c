"""Whether memory may be read and written in a place."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from chat.models import MemorySwitch
from spirits.models import Minion

MOST_PLACES = 100


def is_memory_on(owner_id: UUID, *, minion_id: UUID | None = None, conversation_id: UUID | None = None) -> bool:
    """True unless the person, this minion or this conversation has memory switched off."""
    here = Q(minion=None, conversation=None)
    if minion_id:
        here |= Q(minion=minion_id)
    if conversation_id:
        here |= Q(conversation=conversation_id)
    return not MemorySwitch.objects.filter(here, owner=owner_id, is_on=False).exists()


@dataclass(frozen=True)
class Switched:
    """A minion or conversation, and whether memory is on there."""

    kind: str
    id: UUID
    name: str
    is_on: bool


def switched_places(user: User) -> list[Switched]:
    """Every minion of the person, and the conversations where memory is off, in the order of their names."""
    off = MemorySwitch.objects.filter(owner=user, is_on=False)
    minions = Minion.objects.filter(owner=user, archived_at=None).annotate(
        is_off=Exists(off.filter(minion=OuterRef("pk")))
    )
    talks = off.exclude(conversation=None).select_related("conversation").order_by("-changed_at", "pk")[:MOST_PLACES]
    found = [
        Switched("minion", each.pk, each.name, not each.is_off) for each in minions.order_by("name", "pk")[:MOST_PLACES]
    ]
    return found + [
        Switched("conversation", each.conversation.pk, each.conversation.shown_title, False)
        for each in talks
        if each.conversation
    ]
