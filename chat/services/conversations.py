"""Start, change and delete conversations."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import empty

from accounts.models import User
from chat.errors import RunActive
from chat.locks import locked_conversation
from chat.memory.services.switches import set_switch
from chat.models import Conversation, Folder, Run
from chat.queries.choose_model import chat_models
from chat.queries.thread import get_message, leaf_below
from chat.rules.run_states import ACTIVE
from chat.services.tell_devices import tell_devices
from chat.services.uploads import forget_unattached, uploads_in
from project.lib.errors import InvalidInput
from spirits.models import Minion
from spirits.rules.own_variables import value_problems, values_of, variables_from

UNSET: Any = empty
TEMPORARY_LIFETIME = timedelta(days=1)


@transaction.atomic
def start_conversation(
    *,
    user: User,
    minion_id: UUID | None = None,
    language_model_id: UUID | None = None,
    title: str = "",
    folder_id: UUID | None = None,
    is_temporary: bool = False,
    variables: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Conversation:
    """A new, empty conversation with one of the person's minions, or with a plain model.

    ``variables`` are the values of the minion's own variables; what is not given takes its default, and is kept as such.

    A temporary one stands in no list, neither reads nor writes memory, and is deleted a day after its last turn.
    """
    if is_temporary and folder_id:
        raise InvalidInput.of("folder", "A temporary chat stands in no folder.")
    minion = _own_minion(user, minion_id)
    conversation = Conversation.objects.create(
        owner=user,
        minion=minion,
        variables=_checked_values(minion, variables or {}),
        language_model_id=_usable_model(user, language_model_id),
        title=title.strip(),
        folder=_own_folder(user, folder_id),
        is_temporary=is_temporary,
    )
    if is_temporary:
        set_switch(owner=user, is_on=False, now=now or conversation.created_at, conversation_id=conversation.pk)
    return conversation


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
    folder_id: UUID | None = UNSET,
    is_kept: bool = UNSET,
) -> Conversation:
    """Change what is given and leave the rest; pinning twice keeps the first time. Keeping makes a temporary chat a lasting one."""
    conversation = locked_conversation(user, conversation_id)
    if is_kept is not UNSET and is_kept:
        conversation.is_temporary = False
    if folder_id is not UNSET:
        if folder_id and conversation.is_temporary:
            raise InvalidInput.of("folder", "A temporary chat stands in no folder.")
        conversation.folder = _own_folder(user, folder_id)
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
    conversation.save(
        update_fields=["title", "pinned_at", "archived_at", "minion", "language_model", "folder", "is_temporary"]
    )
    return conversation


@transaction.atomic
def delete_conversation(*, user: User, conversation_id: UUID) -> None:
    """Delete a conversation with everything said in it and the files that no other has; a run still answering must be stopped first."""
    conversation = locked_conversation(user, conversation_id)
    if Run.objects.filter(conversation=conversation, state__in=ACTIVE).exists():
        raise RunActive
    files = uploads_in([conversation.pk])
    conversation.delete()
    forget_unattached(files)


def mark_seen(*, conversation: Conversation, now: datetime) -> None:
    """Note that its owner has it open; what is answered later is unread. Nothing is written where nothing came since."""
    if conversation.seen_at and not getattr(conversation, "is_unread", True):  # as conversations_of tells it
        return
    Conversation.objects.filter(pk=conversation.pk).update(seen_at=now)


def delete_unused_temporary(*, now: datetime, limit: int = 500) -> int:
    """Delete temporary chats whose last turn is a day old; those still answering wait for the next time."""
    old = Conversation.objects.filter(is_temporary=True, active_at__lt=now - TEMPORARY_LIFETIME)
    idle = old.exclude(runs__state__in=ACTIVE).order_by("active_at")[:limit]
    gone = list(idle.values_list("pk", flat=True))
    files = uploads_in(gone)
    Conversation.objects.filter(pk__in=gone).delete()
    forget_unattached(files)
    return len(gone)


@transaction.atomic
def show_branch(*, user: User, message_id: UUID) -> Conversation:
    """Look at the newest branch below a message from now on."""
    message = get_message(user, message_id)
    conversation = locked_conversation(user, message.conversation_id)
    conversation.leaf_id = leaf_below(message)
    conversation.save(update_fields=["leaf"])
    tell_devices(conversation)
    return conversation


def _own_folder(user: User, folder_id: UUID | None) -> Folder | None:
    if folder_id is None:
        return None
    folder = Folder.objects.filter(owner=user, pk=folder_id).first()
    if folder is None:
        raise InvalidInput.of("folder", "There is no such folder.")
    return folder


def _own_minion(user: User, minion_id: UUID | None) -> Minion | None:
    if minion_id is None:
        return None
    minion = Minion.objects.filter(owner=user, pk=minion_id, archived_at=None).first()
    if minion is None:
        raise InvalidInput.of("minion", "There is no such minion.")
    return minion


def _checked_values(minion: Minion | None, given: Mapping[str, str]) -> dict[str, str]:
    variables = variables_from(minion.variables) if minion else ()
    if problems := value_problems(variables, given):
        fields = {f"variables.{name}": found for name, found in problems.items()}
        name, (problem, *_) = next(iter(problems.items()))
        raise InvalidInput(f"{name}: {problem}", fields=fields)
    return values_of(variables, given)


def _usable_model(user: User, language_model_id: UUID | None) -> UUID | None:
    if language_model_id is not None and not chat_models(user).filter(pk=language_model_id).exists():
        raise InvalidInput.of("language_model", "There is no such model.")
    return language_model_id
