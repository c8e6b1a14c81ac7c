"""What a person themselves wrote in a conversation, for the question whether they named an address that a tool would fetch."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from chat.models import Message
from spirits.services.expected_addresses import read_words_with

MOST = 200  # messages that name the host


def words_with(owner: User, conversation_id: UUID, host: str) -> Iterable[str]:
    """The owner's own messages there that have the host in them, newest first; not what files or schedules said."""
    own = Message.objects.filter(conversation_id=conversation_id, conversation__owner=owner, role=Message.Role.USER)
    found = own.filter(is_typed=True, content__icontains=host).order_by("-id")
    return found.values_list("content", flat=True)[:MOST]


read_words_with(words_with)
