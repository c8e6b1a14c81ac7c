"""Say something, edit it, or have it answered again: every turn begins here, whichever door it came through."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from chat.errors import NothingToAnswer, RunActive
from chat.locks import locked_conversation
from chat.models import Conversation, Message, Run
from chat.queries.choose_model import choose_model
from chat.queries.thread import get_message
from chat.rules.limits import LONGEST_MESSAGE
from chat.rules.run_states import ACTIVE
from chat.rules.titles import title_from
from chat.services.attach import attach, carry_over
from chat.services.tell_devices import tell_devices
from project.lib.errors import InvalidInput
from project.ops.live import announce

QUEUED_RUNS = "runs"  # the live topic every answering process follows


@transaction.atomic
def send_message(
    *,
    user: User,
    conversation_id: UUID,
    content: str,
    now: datetime,
    parent_id: UUID | None = None,
    language_model_id: UUID | None = None,
    api_key_id: UUID | None = None,
    uploads: Sequence[UUID] = (),
    knowledge_bases: Sequence[UUID] = (),
    is_typed: bool = True,
) -> Run:
    """Write what the person says and queue its answer; the answering starts when this commits.

    It continues the branch on show, or follows ``parent_id``. RunActive while the conversation is being answered.
    ``uploads`` are files of the person, ``knowledge_bases`` such as they may read. ``is_typed`` is False where
    a schedule says it: a model may have written that, so it names no address that tools may fetch unasked.
    """
    check_content(content)
    conversation = locked_conversation(user, conversation_id)
    parent = _parent(conversation, parent_id)
    question = Message.objects.create(
        conversation=conversation,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        role=Message.Role.USER,
        content=content,
        is_typed=is_typed,
    )
    attach(user=user, message=question, uploads=uploads, knowledge_bases=knowledge_bases)
    if not conversation.title:
        conversation.title = title_from(content)
    return _queue_answer(
        user, conversation, question, now=now, language_model_id=language_model_id, api_key_id=api_key_id
    )


@transaction.atomic
def edit_message(
    *,
    user: User,
    message_id: UUID,
    content: str,
    now: datetime,
    language_model_id: UUID | None = None,
    api_key_id: UUID | None = None,
) -> Run:
    """Say it differently: a new branch beside the old message, with the same files, answered anew. The old one stays as it was."""
    check_content(content)
    old = get_message(user, message_id)
    if old.role != Message.Role.USER:
        raise NothingToAnswer.of("message", "Only your own messages can be edited.")
    conversation = locked_conversation(user, old.conversation_id)
    question = Message.objects.create(
        conversation=conversation, parent_id=old.parent_id, depth=old.depth, role=Message.Role.USER, content=content
    )
    carry_over([(old.pk, question)])
    return _queue_answer(
        user, conversation, question, now=now, language_model_id=language_model_id, api_key_id=api_key_id
    )


@transaction.atomic
def regenerate(
    *,
    user: User,
    message_id: UUID,
    now: datetime,
    language_model_id: UUID | None = None,
    api_key_id: UUID | None = None,
) -> Run:
    """Answer again, with another model when one is named: a new branch beside the old answer."""
    message = get_message(user, message_id)
    question = message if message.role == Message.Role.USER else message.parent
    if question is None:
        raise NothingToAnswer.of("message", "This message answers nothing.")
    conversation = locked_conversation(user, message.conversation_id)
    return _queue_answer(
        user, conversation, question, now=now, language_model_id=language_model_id, api_key_id=api_key_id
    )


@transaction.atomic
def continue_answer(
    *,
    user: User,
    message_id: UUID,
    now: datetime,
    language_model_id: UUID | None = None,
    api_key_id: UUID | None = None,
) -> Run:
    """Go on with an answer that was cut off: a new branch beside it, which begins with its words. The old one stays."""
    message = get_message(user, message_id)
    run = getattr(message, "run", None)
    if run is None or message.parent is None or not run.is_cut_off or not message.content.strip():
        raise NothingToAnswer.of("message", "This answer was not cut off, so there is nothing to go on with.")
    conversation = locked_conversation(user, message.conversation_id)
    return _queue_answer(
        user,
        conversation,
        message.parent,
        now=now,
        language_model_id=language_model_id,
        api_key_id=api_key_id,
        continues=message,
    )


def check_content(content: str) -> None:
    """Refuse an empty message and one longer than LONGEST_MESSAGE characters."""
    if not content.strip():
        raise InvalidInput.of("content", "Write something first.")
    if len(content) > LONGEST_MESSAGE:
        raise InvalidInput.of("content", f"At most {LONGEST_MESSAGE:,} characters; this has {len(content):,}.")


def _parent(conversation: Conversation, parent_id: UUID | None) -> Message | None:
    if parent_id is None:
        return conversation.leaf
    parent = Message.objects.filter(conversation=conversation, pk=parent_id).first()
    if parent is None:
        raise InvalidInput.of("parent", "There is no such message in this conversation.")
    if parent.role != Message.Role.ASSISTANT:
        raise InvalidInput.of("parent", "A message follows an answer, not another message of yours.")
    return parent


def _queue_answer(
    user: User,
    conversation: Conversation,
    question: Message,
    *,
    now: datetime,
    language_model_id: UUID | None,
    api_key_id: UUID | None,
    continues: Message | None = None,
) -> Run:
    if Run.objects.filter(conversation=conversation, state__in=ACTIVE).exists():
        raise RunActive
    model = choose_model(user, conversation, language_model_id)
    minion = conversation.minion
    answer = Message.objects.create(
        conversation=conversation,
        parent=question,
        depth=question.depth + 1,
        role=Message.Role.ASSISTANT,
        author=minion.name if minion else str(model),
    )
    run = _new_run(
        conversation=conversation,
        owner=user,
        question=question,
        answer=answer,
        continues=continues,
        minion=minion,
        minion_version=minion.version if minion else None,
        language_model=model,
        api_key_id=api_key_id,
    )
    conversation.leaf = answer
    conversation.active_at = now
    conversation.save(update_fields=["leaf", "active_at", "title"])
    tell_devices(conversation)
    transaction.on_commit(lambda: announce(QUEUED_RUNS, {"queued": str(run.pk)}))
    return run


def _new_run(**fields: object) -> Run:
    try:
        with transaction.atomic():
            return Run.objects.create(**fields)
    except IntegrityError as error:  # a rival was quicker; the database allows one active run
        raise RunActive from error
