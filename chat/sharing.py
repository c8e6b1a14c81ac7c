"""Conversations can be shared."""

from accounts.rules.shareables import Shareable, register
from chat.models import Conversation


def title_of(conversation: Conversation) -> str:
    """The title as its owner sees it."""
    return conversation.shown_title


register(Shareable(kind="conversation", model=Conversation, title_of=title_of, page="shared-conversation"))
