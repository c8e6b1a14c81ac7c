"""Attach files and knowledge bases to a message."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts.models import User
from chat.models import Attachment, Message, Upload
from project.lib.errors import InvalidInput
from training.knowledge.queries.bases import readable_bases

MOST_ATTACHED = 10


def attach(*, user: User, message: Message, uploads: Sequence[UUID], knowledge_bases: Sequence[UUID]) -> None:
    """Give a new message its files and knowledge bases, in this order; InvalidInput where one is not theirs to use."""
    files, bases = list(dict.fromkeys(uploads)), list(dict.fromkeys(knowledge_bases))
    if len(files) + len(bases) > MOST_ATTACHED:
        raise InvalidInput.of("uploads", f"At most {MOST_ATTACHED} files and knowledge bases go with one message.")
    if files and Upload.objects.filter(owner=user, pk__in=files).count() < len(files):
        raise InvalidInput.of("uploads", "One of the files is no longer there. Attach it again.")
    if bases and readable_bases(user).filter(pk__in=bases).count() < len(bases):
        raise InvalidInput.of("knowledge_bases", "There is no such knowledge base.")
    made = [Attachment(message=message, position=at, upload_id=each) for at, each in enumerate(files)]
    made += [
        Attachment(message=message, position=at, knowledge_base_id=each)
        for at, each in enumerate(bases, start=len(made))
    ]
    Attachment.objects.bulk_create(made)


def carry_over(pairs: Iterable[tuple[UUID, Message]]) -> None:
    """Give new messages what the old ones, named by their ids, have."""
    by_old = dict(pairs)
    rows = Attachment.objects.filter(message__in=list(by_old))
    Attachment.objects.bulk_create(
        Attachment(
            message=by_old[each.message_id],
            position=each.position,
            upload_id=each.upload_id,
            knowledge_base_id=each.knowledge_base_id,
        )
        for each in rows
    )
