"""Switch memory on or off: everywhere, for one minion, or in one conversation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.models import Conversation, MemorySwitch
from project.lib.errors import InvalidInput
from spirits.models import Minion


@transaction.atomic
def set_switch(
    *, owner: User, is_on: bool, now: datetime, minion_id: UUID | None = None, conversation_id: UUID | None = None
) -> MemorySwitch:
    """Set the switch of one place; off wins over on elsewhere. Nothing already remembered changes."""
    if minion_id and conversation_id:
        raise InvalidInput.of("conversation", "A switch is for a minion or for a conversation, not both.")
    if minion_id and not Minion.objects.filter(owner=owner, pk=minion_id).exists():
        raise InvalidInput.of("minion", "There is no such minion.")
    if conversation_id and not Conversation.objects.filter(owner=owner, pk=conversation_id).exists():
        raise InvalidInput.of("conversation", "There is no such conversation.")
    switch, _ = MemorySwitch.objects.update_or_create(
        owner=owner,
        minion_id=minion_id,  # type: ignore[misc]  # None is a place of its own: everywhere
        conversation_id=conversation_id,
        defaults={"is_on": is_on, "changed_at": now},
    )
    return switch
