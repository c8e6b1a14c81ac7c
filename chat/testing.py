"""Builders for the tests of conversations."""

from typing import Any

from accounts.models import User
from chat.models import Conversation, Run
from chat.services.conversations import start_conversation
from chat.services.turns import send_message
from project.lib.clock import now
from training.models import LanguageModel, Provider


def make_scripted_model(name: str = "scripted", **fields: object) -> LanguageModel:
    """A model of the scripted provider, which everybody may use."""
    provider, _ = Provider.objects.get_or_create(kind=Provider.Kind.SCRIPTED, owner=None, name="Scripted")
    model, _ = LanguageModel.objects.get_or_create(
        provider=provider, name=name, defaults={"can_use_tools": True, "is_default": True, **fields}
    )
    return model


def make_conversation(user: User, **fields: Any) -> Conversation:
    """An empty conversation that the scripted model answers."""
    make_scripted_model()
    return start_conversation(user=user, **fields)


def say(user: User, content: str, conversation: Conversation | None = None) -> Run:
    """A turn, waiting to be answered."""
    conversation = conversation or make_conversation(user)
    return send_message(user=user, conversation_id=conversation.pk, content=content, now=now())
