"""``/v1/responses``: answers as items, whole or as numbered events, kept for thirty days unless the caller says otherwise."""

from chat.door.openai.responses.answering import responses
from chat.door.openai.responses.stored import cancel, forget, show

__all__ = ["cancel", "forget", "responses", "show"]
