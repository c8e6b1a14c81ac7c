"""Start, change and delete conversations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import empty

from accounts.models import User
from chat.errors import RunActive
from chat.locks import locked_conversation
from chat.models import Conversation, Run
from chat.queries.choose_model import chat_models
from chat.queries.thread import get_message, leaf_below
from chat.rules.run_states import ACTIVE
from project.lib.errors import InvalidInput
from spirits.models import Minion

UNSET: Any = empty


@transaction.atomic
def start_conversation(
    *, user: User, minion_id: UUID | None = None, language_model_id: UUID | None = None, title: str = ""
) -> Conversation:
    """A new, empty conversation with one of the person's minions, or with a plain model."""
    return Conversation.objects.create(
        owner=user,
        minion=_own_minion(user, minion_id),
        language_model_id=_usable_model(user, language_model_id),
        title=title.strip(),
    )


@transaction.atomic
def change_conversation(
    *,
    user: User,
    conversation_id: UUID,
    now: datetime,
    title: str = UNSET,
    is_pinned: bool = UNSET,
    is_archived: bool = UNSET,
    minion_id: UUID | None = UNSET,
    language_model_id: UUID | None = UNSET,
) -> Conversation:
    """Change what is given and leave the rest; pinning twice keeps the first time."""
    conversation = locked_conversation(user, conversation_id)
    if title is not UNSET:
        conversation.title = title.strip()
    if is_pinned is not UNSET:
        conversation.pinned_at = (conversation.pinned_at or now) if is_pinned else None
    if is_archived is not UNSET:
        conversation.archived_at = (conversation.archived_at or now) if is_archived else None
    if minion_id is not UNSET:
        conversation.minion = _own_minion(user, minion_id)
    if language_model_id is not UNSET:
        conversation.language_model_id = _usable_model(user, language_model_id)
    conversation.save(update_fields=["title", "pinned_at", "archived_at", "minion", "language_model"])
    return conversation


@transaction.atomic
def delete_conversation(*, user: User, conversation_id: UUID) -> None:
    """Delete a conversation with everything said in it; a run still answering must be stopped first."""
    conversation = locked_conversation(user, conversation_id)
    if Run.objects.filter(conversation=conversation, state__in=ACTIVE).exists():
        raise RunActive
    conversation.delete()


@transaction.atomic
def show_branch(*, user: User, message_id: UUID) -> Conversation:
    """Look at the newest branch below a message from now on."""
    message = get_message(user, message_id)
    conversation = locked_conversation(user, message.conversation_id)
    conversation.leaf_id = leaf_below(message)
    conversation.save(update_fields=["leaf"])
    return conversation


def _own_minion(user: User, minion_id: UUID | None) -> Minion | None:
    if minion_id is None:
        return None
    minion = Minion.objects.filter(owner=user, pk=minion_id, archived_at=None).first()
    if minion is None:
        raise InvalidInput.of("minion", "There is no such minion.")
    return minion


def _usable_model(user: User, language_model_id: UUID | None) -> UUID | None:
    if language_model_id is not None and not chat_models(user).filter(pk=language_model_id).exists():
        raise InvalidInput.of("language_model", "There is no such model.")
    return language_model_id
