"""A person's conversations."""

from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.queries.ownership import Right, for_user
from chat.errors import ConversationNotFound
from chat.models import Conversation, Message, Run
from chat.rules.run_states import ACTIVE


def conversations_of(user: User) -> QuerySet[Conversation]:
    """The person's chats with their minions, latest activity first.

    ``is_answering`` tells of a run, ``is_unread`` of an answer that came since its owner last had it open.
    """
    return _shown(for_user(Conversation.objects.filter(is_listed=True), user))


def _shown(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    runs = Run.objects.filter(conversation=OuterRef("pk"))
    answering = Exists(runs.filter(state__in=ACTIVE))
    unread = Exists(runs.filter(finished_at__gt=OuterRef("seen_at")))
    return (
        rows.select_related("minion", "language_model")
        .annotate(is_answering=answering, is_unread=unread)
        .order_by("-active_at", "-id")
    )


def listed_conversations_of(user: User) -> QuerySet[Conversation]:
    """Those that lists show: neither archived nor temporary."""
    return conversations_of(user).filter(archived_at=None, is_temporary=False)


def get_conversation(user: User, conversation_id: UUID) -> Conversation:
    """The person's conversation, or ConversationNotFound."""
    conversation = conversations_of(user).filter(pk=conversation_id).first()
    if conversation is None:
        raise ConversationNotFound
    return conversation


def get_readable_conversation(user: User, conversation_id: UUID) -> Conversation:
    """The person's conversation, or one that is shared with them; else ConversationNotFound."""
    readable = for_user(Conversation.objects.all(), user, right=Right.READ)
    conversation = (
        _shown(readable).select_related("minion", "language_model", "owner").filter(pk=conversation_id).first()
    )
    if conversation is None:
        raise ConversationNotFound
    return conversation


def search(rows: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    """Those whose title holds the text, or one of whose messages holds all its words."""
    words = text.split()
    if not words:
        return rows
    query = SearchQuery(words[0], config="simple")
    for word in words[1:]:
        query = query & SearchQuery(word, config="simple")
    said = Message.objects.annotate(words=SearchVector("content", config="simple")).filter(
        conversation=OuterRef("pk"), words=query
    )
    return rows.filter(Q(title__icontains=text) | Exists(said))
