"""The branch of a conversation that its owner looks at."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from accounts.models import User
from accounts.queries.ownership import Right, for_user
from chat.errors import MessageNotFound
from chat.models import Attachment, Conversation, Memory, Message, Run
from chat.queries.runs import text_so_far
from chat.queries.tool_steps import ToolStep
from spirits.rules.made_files import MadeFile

WINDOW = 30  # messages shown at once: two screens of them paint in half the time of four

UPWARDS = """
WITH RECURSIVE branch AS (
    SELECT id, parent_id, 1 AS step FROM chat_message WHERE id = %s AND conversation_id = %s
    UNION ALL
    SELECT above.id, above.parent_id, branch.step + 1
    FROM chat_message above JOIN branch ON above.id = branch.parent_id
    WHERE branch.step < %s
)
SELECT branch.id, array(
    SELECT sibling.id FROM chat_message sibling
    WHERE sibling.conversation_id = %s AND sibling.parent_id IS NOT DISTINCT FROM branch.parent_id
    ORDER BY sibling.id
) FROM branch ORDER BY step DESC
"""

LEAF_BELOW = """
WITH RECURSIVE newest AS (
    SELECT id FROM chat_message WHERE id = %s
    UNION ALL
    SELECT (SELECT child.id FROM chat_message child WHERE child.parent_id = newest.id ORDER BY child.id DESC LIMIT 1)
    FROM newest WHERE newest.id IS NOT NULL
)
SELECT id FROM newest WHERE id IS NOT NULL ORDER BY id DESC LIMIT 1
"""


@dataclass
class Spoken:
    """One message on the branch, with its run and its siblings (itself included, oldest first)."""

    message: Message
    run: Run | None
    siblings: list[UUID]
    content: str
    steps: list[ToolStep] = field(default_factory=list)
    remembered: list[Memory] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    learning_tries: int = 0  # how often the page looks again for what was remembered

    @property
    def files(self) -> list[MadeFile]:
        """What its tools made."""
        return [file for step in self.steps for file in step.files]

    @property
    def position(self) -> int:
        """Which of its siblings it is, counted from 1."""
        return self.siblings.index(self.message.pk) + 1

    @property
    def previous(self) -> UUID | None:
        """The sibling before it."""
        return self.siblings[self.position - 2] if self.position > 1 else None

    @property
    def next(self) -> UUID | None:
        """The sibling after it."""
        return self.siblings[self.position] if self.position < len(self.siblings) else None


def branch_to(conversation: Conversation, leaf_id: UUID | None, *, window: int = WINDOW) -> list[Spoken]:
    """Up to ``window`` messages that end in ``leaf_id``, oldest first, in three queries whatever their number."""
    if leaf_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(UPWARDS, [leaf_id, conversation.pk, window, conversation.pk])
        order = cursor.fetchall()
    messages = Message.objects.select_related("run__language_model", "feedback").in_bulk([row[0] for row in order])
    running = [m.run.pk for m in messages.values() if (run := getattr(m, "run", None)) and run.is_active]
    so_far = text_so_far(running) if running else {}
    return [_spoken(messages[message_id], siblings, so_far) for message_id, siblings in order]


def _spoken(message: Message, siblings: list[UUID], so_far: dict[UUID, str]) -> Spoken:
    run = getattr(message, "run", None)
    content = so_far.get(run.pk, "") if run is not None and run.is_active else message.content
    return Spoken(message=message, run=run, siblings=siblings, content=content)


def for_reader(spoken: list[Spoken]) -> list[Spoken]:
    """The same messages without what only their owner is to see: thoughts, and passages out of memory and documents."""
    for each in spoken:
        each.message.reasoning, each.message.citations = "", []
    return spoken


def leaf_below(message: Message) -> UUID:
    """The end of the newest branch below a message (itself, when nothing follows)."""
    with connection.cursor() as cursor:
        cursor.execute(LEAF_BELOW, [message.pk])
        leaf: UUID = cursor.fetchone()[0]
    return leaf


def end_of_part(user: User, conversation: Conversation, message_id: UUID) -> UUID:
    """Where a part ends that shows the message with what answered it; MessageNotFound outside this conversation."""
    newest = Message.objects.filter(parent=OuterRef("pk")).order_by("-id").values("pk")[:1]
    rows = for_user(Message.objects.filter(conversation=conversation), user, through="conversation")
    message = rows.annotate(answer=Subquery(newest)).filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound
    end: UUID = message.answer if message.role == Message.Role.USER and message.answer else message.pk
    return end


def get_message(user: User, message_id: UUID, *, right: Right = Right.CHANGE) -> Message:
    """A message in one of the person's conversations, to read also in one shared with them; else MessageNotFound."""
    rows = for_user(Message.objects.filter(pk=message_id), user, right=right, through="conversation")
    message = rows.select_related("conversation", "run__language_model").first()
    if message is None:
        raise MessageNotFound
    return message
