"""Conversations, their messages, and the runs that answer them."""

from chat.models.conversation import Conversation
from chat.models.message import Message
from chat.models.run import Run, RunEvent

__all__ = ["Conversation", "Message", "Run", "RunEvent"]
