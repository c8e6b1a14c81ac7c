"""The one place that locks rows of conversations, always conversation first."""

from uuid import UUID

from accounts.models import User
from chat.errors import ConversationNotFound
from chat.models import Conversation


def locked_conversation(user: User, conversation_id: UUID) -> Conversation:
    """The person's conversation, locked until the transaction ends."""
    rows = Conversation.objects.select_for_update(of=("self",)).filter(owner=user, pk=conversation_id)
    conversation = rows.select_related("minion").first()
    if conversation is None:
        raise ConversationNotFound
    return conversation
