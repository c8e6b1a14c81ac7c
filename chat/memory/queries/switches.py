"""Whether memory may be read and written in a place."""

from uuid import UUID

from django.db.models import Q

from chat.models import MemorySwitch


def is_memory_on(owner_id: UUID, *, minion_id: UUID | None = None, conversation_id: UUID | None = None) -> bool:
    """True unless the person, this minion or this conversation has memory switched off."""
    here = Q(minion=None, conversation=None)
    if minion_id:
        here |= Q(minion=minion_id)
    if conversation_id:
        here |= Q(conversation=conversation_id)
    return not MemorySwitch.objects.filter(here, owner=owner_id, is_on=False).exists()
