"""Switch memory on or off: everywhere, for one minion, or in one conversation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.memory.queries.switches import Switch
from chat.models import Conversation, MemorySwitch
from project.lib.errors import InvalidInput
from spirits.models import Minion
from spirits.queries.minions import memory_before_off
from spirits.services.save_minion import save_minion


@transaction.atomic
def set_switch(
    *, owner: User, is_on: bool, now: datetime, minion_id: UUID | None = None, conversation_id: UUID | None = None
) -> Switch:
    """Set the switch of one place; off wins over on elsewhere. Nothing already remembered changes.

    A minion keeps its own in its settings, so that switching it makes a new version; on again it recalls what it did before.
    """
    if minion_id and conversation_id:
        raise InvalidInput.of("conversation", "A switch is for a minion or for a conversation, not both.")
    if minion_id:
        return _set_minion(owner, minion_id, is_on)
    if conversation_id and not Conversation.objects.filter(owner=owner, pk=conversation_id).exists():
        raise InvalidInput.of("conversation", "There is no such conversation.")
    switch, _ = MemorySwitch.objects.update_or_create(
        owner=owner,
        conversation_id=conversation_id,  # type: ignore[misc]  # None is a place of its own: everywhere
        defaults={"is_on": is_on, "changed_at": now},
    )
    return Switch(is_on=switch.is_on, conversation_id=switch.conversation_id, changed_at=switch.changed_at)


def _set_minion(owner: User, minion_id: UUID, is_on: bool) -> Switch:
    minion = Minion.objects.filter(owner=owner, pk=minion_id).first()
    if minion is None:
        raise InvalidInput.of("minion", "There is no such minion.")
    if is_on != (minion.memory != Minion.Memory.OFF):
        memory = memory_before_off(minion) if is_on else Minion.Memory.OFF
        minion = save_minion(user=owner, minion_id=minion_id, memory=memory)
    return Switch(is_on=is_on, minion_id=minion_id, changed_at=minion.updated_at)
