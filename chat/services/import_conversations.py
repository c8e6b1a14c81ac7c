"""Bring in the conversations a person had elsewhere; what they said there can be remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import User
from chat.models import Conversation, Message
from chat.rules.foreign_exports import ForeignTalk, talks_in
from project.lib.ids import uuid7

IMPORTED = UUID("6f1c9a52-6a0b-5a86-9a3c-0d0b3a1f7e11")  # the namespace of imported conversations' ids
BATCH = 500


@dataclass(frozen=True)
class Imported:
    """What came of an import: new conversations, and how many were there already."""

    conversations: tuple[UUID, ...]
    messages: int
    known: int


@transaction.atomic
def import_conversations(*, user: User, content: bytes, now: datetime) -> Imported:
    """Keep every conversation of a ChatGPT or Open WebUI export, or none; one that was imported before stays as it is."""
    talks = {_id(user, each): each for each in talks_in(content, now=now)}
    known = set(Conversation.objects.filter(pk__in=talks).values_list("pk", flat=True))
    fresh = {pk: talk for pk, talk in talks.items() if pk not in known}
    Conversation.objects.bulk_create(
        [Conversation(pk=pk, owner=user, title=talk.title) for pk, talk in fresh.items()], batch_size=BATCH
    )
    messages = [message for pk, talk in fresh.items() for message in _messages(pk, talk)]
    times = [each.created_at for each in messages]
    Message.objects.bulk_create(messages, batch_size=BATCH)  # stamps them with today
    for each, at in zip(messages, times, strict=True):
        each.created_at = at
    Message.objects.bulk_update(messages, ["created_at"], batch_size=BATCH)
    _end(fresh, messages)
    return Imported(tuple(fresh), len(messages), len(known))


def _messages(pk: UUID, talk: ForeignTalk) -> list[Message]:
    found: list[Message] = []
    for depth, said in enumerate(talk.messages):
        found.append(
            Message(
                pk=uuid7(),
                conversation_id=pk,
                parent=found[-1] if found else None,
                depth=depth,
                role=said.role,
                content=said.text,
                author=said.author,
                created_at=said.at,
                is_typed=False,
            )
        )
    return found


def _end(fresh: dict[UUID, ForeignTalk], messages: Sequence[Message]) -> None:
    """Show each conversation's branch, and sort it where it was."""
    leaves = {each.conversation_id: each for each in messages}
    ended = []
    for pk, talk in fresh.items():
        leaf = leaves[pk]
        times = [each.at for each in talk.messages]
        ended.append(Conversation(pk=pk, leaf_id=leaf.pk, active_at=max(times), created_at=min(times)))
    Conversation.objects.bulk_update(ended, ["leaf", "active_at", "created_at"], batch_size=BATCH)


def _id(user: User, talk: ForeignTalk) -> UUID:
    """The same conversation of the same person has the same id whenever it comes."""
    mark = talk.id or f"{talk.title}/{talk.messages[0].at.isoformat()}/{talk.messages[0].text[:200]}"
    return uuid5(IMPORTED, f"{user.pk}/{talk.source}/{mark}")
