"""Find anything of one's own by words, as one types: chats, what was said in them, memories, files, what tools made, and minions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector

from accounts.models import User
from chat.memory.queries.memories import live_memories_of
from chat.models import Conversation, Memory, Message
from chat.queries.conversations import listed_conversations_of
from spirits.models import Artifact, Minion, WorkspaceFile
from spirits.queries.artifacts import artifacts_of
from spirits.queries.workspace import files_of

EACH = 6  # of a kind
LONGEST_WORDS = 200
AROUND = 60  # characters before a hit


@dataclass(frozen=True)
class SaidThere:
    """A message that holds the words, with the piece around them."""

    message_id: UUID
    conversation: Conversation
    piece: str


@dataclass(frozen=True)
class FoundThings:
    """A few of each kind; the latest conversations and the minions when there are no words."""

    conversations: list[Conversation]
    messages: list[SaidThere]
    memories: list[Memory]
    files: list[WorkspaceFile]
    artifacts: list[Artifact]
    minions: list[Minion]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not any(vars(self).values())


def find_things(user: User, text: str, *, at: datetime) -> FoundThings:
    """What of the person's own bears or holds the words, in at most six queries."""
    text = " ".join(text.replace("\x00", "").split())[:LONGEST_WORDS]
    chats = listed_conversations_of(user)
    minions = Minion.objects.filter(owner=user, archived_at=None).order_by("name", "id")
    if not text:
        return FoundThings(list(chats[:EACH]), [], [], [], [], list(minions[:EACH]))
    return FoundThings(
        conversations=list(chats.filter(title__icontains=text)[:EACH]),
        messages=_said(user, text),
        memories=list(live_memories_of(user, now=at).filter(text__icontains=text).order_by("-id")[:EACH]),
        files=list(files_of(user).filter(path__icontains=text)[:EACH]),
        artifacts=list(artifacts_of(user).filter(name__icontains=text)[:EACH]),
        minions=list(minions.filter(name__icontains=text)[:EACH]),
    )


def _said(user: User, text: str) -> list[SaidThere]:
    words = ["".join(each for each in word if each.isalnum()) for word in text.split()]
    wanted = " & ".join(f"{word}:*" for word in words if word)
    if not wanted:
        return []
    rows = (
        Message.objects.annotate(words=SearchVector("content", config="simple"))
        .filter(conversation__owner=user, conversation__is_temporary=False, conversation__archived_at=None)
        .filter(words=SearchQuery(wanted, search_type="raw", config="simple"))
        .select_related("conversation__minion")
        .order_by("-id")[:EACH]
    )
    return [SaidThere(each.pk, each.conversation, _piece(each.content, words[0] or text)) for each in rows]


def _piece(content: str, word: str) -> str:
    at = max(content.lower().find(word.lower()) - AROUND, 0)
    piece = " ".join(content[at : at + 4 * AROUND].split())
    return f"…{piece}" if at else piece
