"""Remember what a person said in conversations that were imported, word for word, at the time they said it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.memory.queries.switches import is_memory_on
from chat.memory.rules.extraction import is_worth_keeping
from chat.memory.rules.kinds import Kind, Source, State
from chat.memory.rules.sessions import session_of
from chat.memory.rules.wording import LONGEST_TEXT
from chat.memory.services.remember import MOST_AT_ONCE, NewMemory, remember_many
from chat.models import Memory, Message


@transaction.atomic
def learn_imported(*, owner: User, conversation_ids: Sequence[UUID], now: datetime) -> int:
    """Keep the statements of these conversations and return how many; a second time adds nothing, and off means none.

    Facts are not drawn from them: what was true then may not be true now, and must not take the place of what is.
    """
    if not is_memory_on(owner.pk):
        return 0
    said = Message.objects.filter(
        conversation__in=conversation_ids, conversation__owner=owner, role=Message.Role.USER
    ).exclude(pk__in=Memory.objects.filter(owner=owner, state=State.FORGOTTEN).values("source_message"))
    items = [_item(owner, each) for each in said.order_by("created_at", "pk") if is_worth_keeping(each.content)]
    for begin in range(0, len(items), MOST_AT_ONCE):
        remember_many(owner=owner, items=items[begin : begin + MOST_AT_ONCE], now=now)
    return len(items)


def _item(owner: User, said: Message) -> NewMemory:
    return NewMemory(
        text=said.content[:LONGEST_TEXT],
        kind=Kind.EPISODIC,
        conversation_id=said.conversation_id,
        source=Source.IMPORT,
        source_message_id=said.pk,
        verbatim_of_id=said.pk,
        session=session_of(said.conversation_id),
        position=said.depth,
        speaker=owner.name,
        occurred_at=said.created_at,
        importance=0.3,
    )
