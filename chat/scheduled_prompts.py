"""Prompts that a schedule puts to a minion: each begins a conversation of its own, with its time in the title."""

from datetime import datetime

from django.urls import reverse

from accounts.models import User
from chat.services.conversations import start_conversation
from chat.services.turns import send_message
from spirits.models import Minion
from spirits.services.scheduled_tasks import ask_with


def ask(owner: User, minion: Minion | None, prompt: str, now: datetime) -> str:
    """Begin the conversation in the caller's transaction; its answering starts when that commits. Returns its page."""
    conversation = start_conversation(user=owner, minion_id=minion.pk if minion else None)
    send_message(user=owner, conversation_id=conversation.pk, content=prompt, now=now, is_typed=False)
    return reverse("conversation", args=[conversation.pk])


ask_with(ask)
