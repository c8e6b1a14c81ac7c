"""Tells the open pages of a conversation on its owner's devices that it goes on."""

from uuid import UUID

from django.db import transaction

from chat.models import Conversation
from project.ops.live import announce


def topic_of(owner_id: UUID, conversation_id: UUID) -> str:
    """What pages of this conversation follow: only its owner's, since the topic is theirs."""
    return f"conversation:{owner_id}:{conversation_id}"


def tell_devices(conversation: Conversation) -> None:
    """Name the conversation's new end once the transaction is committed."""
    end = {"what": "end", "leaf": str(conversation.leaf_id)}
    transaction.on_commit(lambda: announce(topic_of(conversation.owner_id, conversation.pk), end))
