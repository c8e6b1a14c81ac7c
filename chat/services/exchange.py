"""Take conversations out as documents, and bring documents in."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from chat.exchange.documents import Document, Said
from chat.exchange.read_files import read_documents
from chat.models import Conversation, Message
from chat.queries.conversations import conversations_of

BATCH = 2_000
MOST_EXPORTED = 10_000


def document_of(conversation: Conversation) -> Document:
    """The conversation with all its branches."""
    messages = Message.objects.filter(conversation=conversation).order_by("depth", "id")
    return _document(conversation, list(messages))


def documents_of(user: User) -> list[Document]:
    """All conversations of a person but the temporary ones, latest first."""
    rows = list(conversations_of(user).filter(is_temporary=False)[:MOST_EXPORTED])
    said: dict[object, list[Message]] = {each.pk: [] for each in rows}
    for message in Message.objects.filter(conversation__in=rows).order_by("conversation", "depth", "id"):
        said[message.conversation_id].append(message)
    return [_document(each, said[each.pk]) for each in rows]


@transaction.atomic
def bring_back(*, user: User, content: bytes, now: datetime) -> list[Conversation]:
    """Write every conversation of a file of ours, or none; InvalidInput says why. Nothing is answered or remembered of it."""
    made: list[Conversation] = []
    messages: list[Message] = []
    leaves: dict[object, Message] = {}
    for document in read_documents(content):
        started = document.at or next((each.at for each in document.said if each.at), None) or now
        last = max((each.at for each in document.said if each.at), default=started)
        conversation = Conversation(
            owner=user, title=document.title, created_at=min(started, now), active_at=min(last, now), seen_at=now
        )
        made.append(conversation)
        written = _messages(conversation, document, started)
        messages += written.values()
        leaves[conversation.pk] = written[document.leaf]
    Conversation.objects.bulk_create(made, batch_size=BATCH)
    Message.objects.bulk_create(messages, batch_size=BATCH)
    for conversation in made:
        conversation.leaf = leaves[conversation.pk]
    Conversation.objects.bulk_update(made, ["leaf"], batch_size=BATCH)
    return made


def _messages(conversation: Conversation, document: Document, started: datetime) -> dict[str, Message]:
    written: dict[str, Message] = {}
    for each in document.said:
        parent = written.get(each.parent)
        written[each.key] = Message(
            conversation=conversation,
            parent=parent,
            depth=parent.depth + 1 if parent else 0,
            role=each.role,
            content=each.content,
            author=each.author,
            reasoning=each.reasoning,
            created_at=each.at or started,
            is_typed=False,
        )
    return written


def _document(conversation: Conversation, messages: list[Message]) -> Document:
    return Document(
        title=conversation.shown_title,
        leaf=str(conversation.leaf_id or ""),
        at=conversation.created_at,
        said=[
            Said(
                key=str(each.pk),
                parent=str(each.parent_id or ""),
                role=each.role,
                content=each.content,
                author=each.author,
                reasoning=each.reasoning,
                at=each.created_at,
            )
            for each in messages
        ],
    )
