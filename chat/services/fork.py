"""Go on from an answer in a conversation of its own."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.models import Conversation, Message
from chat.queries.thread import branch_to, get_message
from chat.services.attach import carry_over

LONGEST_FORK = 10_000
COPIED = ("role", "content", "reasoning", "citations", "author", "depth", "is_typed")


@transaction.atomic
def fork_conversation(*, user: User, message_id: UUID, now: datetime) -> Conversation:
    """A new conversation that holds the branch up to that message, with its files; the old one stays as it is."""
    last = get_message(user, message_id)
    old = last.conversation
    branch = [each.message for each in branch_to(old, last.pk, window=LONGEST_FORK)]
    made = Conversation.objects.create(
        owner=user,
        minion=old.minion,
        variables=old.variables,
        language_model=old.language_model,
        title=old.title,
        folder=old.folder,
        active_at=now,
    )
    copies: list[Message] = []
    for each in branch:
        kept = {name: getattr(each, name) for name in COPIED}
        copies.append(Message(conversation=made, parent=copies[-1] if copies else None, **kept))
    Message.objects.bulk_create(copies)
    carry_over((old_message.pk, copy) for old_message, copy in zip(branch, copies, strict=True))
    made.leaf = copies[-1]
    made.save(update_fields=["leaf"])
    return made
