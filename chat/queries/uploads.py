"""Attached files: whose they are, which a message has, and the passages a question is given of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.ownership import for_user
from chat.context.pictures import Picture
from chat.errors import UploadNotFound
from chat.models import Attachment, Upload, UploadPassage
from chat.queries.thread import Spoken
from training.knowledge.rules.places import place_in
from training.models import KnowledgeBase

# Any of the question's words counts; the rank is longer passages' no more than shorter ones'.
RANKED = """
SELECT passage.id, ts_rank(passage.words, asked.words, 1)
FROM chat_uploadpassage passage,
     (SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery AS words) asked
WHERE passage.upload_id = ANY(%s) AND passage.words @@ asked.words
ORDER BY 2 DESC, passage.id LIMIT %s
"""


def uploads_of(user: User) -> QuerySet[Upload]:
    """The person's files, newest first."""
    return for_user(Upload.objects.all(), user).order_by("-id")


def get_upload(user: User, upload_id: UUID) -> Upload:
    """One of the person's files, or UploadNotFound."""
    found = uploads_of(user).filter(pk=upload_id).first()
    if found is None:
        raise UploadNotFound
    return found


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage of an attached file that an answer cites, with what stands around it."""

    upload: Upload
    passage: UploadPassage
    before: str
    after: str

    @property
    def place(self) -> str:
        """File and page in words, as the answer names its source."""
        return place_in(self.upload.name, self.upload.form, self.passage.page, self.passage.last_page)


def cited_passage(user: User, upload_id: UUID, number: int) -> CitedPassage:
    """The passage of one of the person's files with its neighbours, or UploadNotFound."""
    upload = get_upload(user, upload_id)
    near = UploadPassage.objects.filter(upload=upload, number__range=(number - 1, number + 1)).defer("words")
    found = {each.number: each for each in near}
    if number not in found:
        raise UploadNotFound
    before, after = found.get(number - 1), found.get(number + 1)
    return CitedPassage(upload, found[number], before.text if before else "", after.text if after else "")


def with_attachments(spoken: list[Spoken]) -> list[Spoken]:
    """The same messages, each with what it brought along, in one query."""
    said = {each.message.pk: each for each in spoken if each.message.role == "user"}
    rows = Attachment.objects.filter(message__in=list(said)).select_related("upload", "knowledge_base")
    for row in rows.order_by("message", "position") if said else []:
        said[row.message_id].attachments.append(row)
    return spoken


def uploads_on(user_id: UUID, message_ids: Iterable[UUID]) -> list[Upload]:
    """The files that these messages have, the last said first; ``said_in`` is the last message that has it."""
    rows = Attachment.objects.filter(message__in=list(message_ids), upload__owner=user_id).select_related("upload")
    found: dict[UUID, Upload] = {}
    for row in rows.order_by("-message__depth", "position"):
        upload = row.upload
        if upload is not None and upload.pk not in found:
            upload.said_in = row.message_id  # type: ignore[attr-defined]  # for the context
            found[upload.pk] = upload
    return list(found.values())


def pictures_on(user_id: UUID, message_ids: Iterable[UUID]) -> list[Picture]:
    """The pictures that these messages have, the last said first."""
    return [
        Picture(each.pk, str(each.said_in), each.name, each.sha256)  # type: ignore[attr-defined]  # set above
        for each in uploads_on(user_id, message_ids)
        if each.is_picture
    ]


def knowledge_on(message_ids: Iterable[UUID]) -> QuerySet[KnowledgeBase]:
    """The knowledge bases that these messages name; whether they may be read is asked elsewhere."""
    rows = Attachment.objects.filter(message__in=list(message_ids), knowledge_base__isnull=False)
    return KnowledgeBase.objects.filter(pk__in=rows.values("knowledge_base"))


def ranked_passages(upload_ids: Sequence[UUID], question: str, *, limit: int) -> dict[int, float]:
    """The passages that share words with the question, by id, each with its rank."""
    with connection.cursor() as cursor:
        cursor.execute(RANKED, [question, list(upload_ids), limit])
        return dict(cursor.fetchall())


def passages_of(upload_ids: Iterable[UUID], *, first: int) -> QuerySet[UploadPassage]:
    """The beginning of each of these documents."""
    return UploadPassage.objects.filter(upload__in=list(upload_ids), number__lt=first)
