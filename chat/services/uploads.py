"""Take a file to attach, read it in a process that is killed at its limits, and delete it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from accounts.models import User
from chat.errors import UploadRefused, UploadSpaceFull
from chat.models import Attachment, Conversation, Message, Upload, UploadPassage
from chat.queries.uploads import get_upload
from chat.services.upload_files import forget_files, keep_file, keep_seen, old_ids_on_disk, place_of
from project.lib.errors import DaimonError, InvalidInput
from project.lib.ids import uuid7
from training.images.services.measure import measure, shown_to_model
from training.knowledge.rules.cutting import Cutting, cut
from training.knowledge.services.read_document import opened

LONGEST_NAME = 200
PASSAGE = Cutting(length=1_200, overlap=0)
ROWS = ("csv", "json", "jsonl")
MOST_PASSAGES = 2_500  # about three million characters; more belongs into a knowledge base
UNSENT_LIFETIME = timedelta(days=1)
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True)
class Contents:
    """What was read out of a file."""

    kind: str
    form: str
    width: int | None = None
    height: int | None = None
    page_count: int = 0
    notes: Sequence[str] = ()
    passages: list[UploadPassage] = field(default_factory=list)


def add_upload(*, user: User, name: str, chunks: Iterable[bytes]) -> Upload:
    """The file, read and ready to be attached. Refused with a reason where it cannot be; nothing stays of it then."""
    shown = _name(name)
    check_space(user)
    if not connection.in_atomic_block:
        connection.close()  # reading may take a while
    upload_id = uuid7()
    kept = keep_file(upload_id, chunks)
    try:
        contents = _read(upload_id, shown)
        with transaction.atomic():
            upload = Upload.objects.create(
                id=upload_id,
                owner=user,
                name=shown,
                size=kept.size,
                sha256=kept.sha256,
                kind=contents.kind,
                form=contents.form,
                width=contents.width,
                height=contents.height,
                page_count=contents.page_count,
                passage_count=len(contents.passages),
                notes=list(contents.notes),
            )
            UploadPassage.objects.bulk_create(contents.passages, batch_size=500)
    except BaseException:
        forget_files([upload_id])
        raise
    return upload


def check_space(user: User) -> None:
    """Refuse more files of somebody whose files take all they may."""
    used = Upload.objects.filter(owner=user).aggregate(all=Sum("size"))["all"] or 0
    if used >= settings.UPLOADS_PER_PERSON_MEGABYTES * 1_000_000:
        raise UploadSpaceFull


@transaction.atomic
def remove_upload(*, user: User, upload_id: UUID) -> None:
    """Delete the file with its text, wherever it is attached, and what answers quoted of it."""
    upload = get_upload(user, upload_id)
    _forget_quotes(upload)
    _delete(Upload.objects.filter(pk=upload.pk))


def forget_unattached(upload_ids: Iterable[UUID]) -> None:
    """Delete those of these files that no message has any more."""
    _delete(Upload.objects.filter(pk__in=list(upload_ids), attachments=None))


def uploads_in(conversations: Iterable[UUID]) -> list[UUID]:
    """The files attached in these conversations."""
    rows = Attachment.objects.filter(message__conversation__in=list(conversations), upload__isnull=False)
    return list(rows.values_list("upload_id", flat=True).distinct())


def sweep_uploads(*, now: datetime, limit: int = 500) -> int:
    """Delete files that were never sent for a day, and those on the disk that no row knows; how many."""
    unsent = Upload.objects.filter(attachments=None, created_at__lt=now - UNSENT_LIFETIME).order_by("pk")[:limit]
    gone = list(unsent.values_list("pk", flat=True))
    forget_unattached(gone)
    on_disk = set(islice(old_ids_on_disk(), 100 * limit))
    lost = on_disk - set(Upload.objects.filter(pk__in=on_disk).values_list("pk", flat=True))
    forget_files(lost)
    return len(gone) + len(lost - set(gone))


def _delete(rows: QuerySet[Upload]) -> None:
    gone = list(rows.values_list("pk", flat=True))
    Upload.objects.filter(pk__in=gone).delete()
    transaction.on_commit(lambda: forget_files(gone))


def _forget_quotes(upload: Upload) -> None:
    conversations = Conversation.objects.filter(messages__attachments__upload=upload)
    answers = Message.objects.filter(conversation__in=conversations, role=Message.Role.ASSISTANT).exclude(citations=[])
    for answer in answers.only("citations"):
        left = [each for each in answer.citations if not _quotes(each, upload.pk)]
        if len(left) < len(answer.citations):
            Message.objects.filter(pk=answer.pk).update(citations=left)


def _quotes(citation: dict[str, Any], upload_id: UUID) -> bool:
    return citation.get("kind") == "upload" and str(citation.get("reference", "")).partition("#")[0] == str(upload_id)


def _name(given: str) -> str:
    last = PurePosixPath(given.replace("\\", "/")).name
    name = "".join(each for each in last if each.isprintable()).strip()[-LONGEST_NAME:]
    if not name:
        raise InvalidInput.of("file", "The file has no name.")
    return name


def _read(upload_id: UUID, name: str) -> Contents:
    with place_of(upload_id).open("rb") as file:
        head = file.read(16)
    try:
        return _picture(upload_id) if _is_picture(head) else _document(upload_id, name)
    except UploadRefused:
        raise
    except DaimonError as error:
        if error.status >= 500:
            raise
        raise UploadRefused.of("file", error.message) from error


def _is_picture(head: bytes) -> bool:
    is_boxed = head[4:12] in (b"ftypavif", b"ftypavis") or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
    return is_boxed or head.startswith(PICTURES)


def _picture(upload_id: UUID) -> Contents:
    content = place_of(upload_id).read_bytes()
    found = measure(content).values
    keep_seen(upload_id, shown_to_model(content))
    return Contents(Upload.Kind.PICTURE, found["format"].lower()[:12], found["width"], found["height"])


def _document(upload_id: UUID, name: str) -> Contents:
    read = opened(place_of(upload_id), name)
    cutting = Cutting(PASSAGE.length, PASSAGE.overlap, joins_pages=read.kind in ROWS)
    pieces = list(islice(cut(upload_id, read.blocks(lambda share: None), cutting), MOST_PASSAGES + 1))
    if len(pieces) > MOST_PASSAGES:
        raise UploadRefused.of("file", "It has too much text to be attached. Make a knowledge base of it.")
    passages = [
        UploadPassage(
            upload_id=upload_id,
            number=number,
            text=piece.text,
            heading=piece.heading,
            page=piece.page,
            last_page=piece.last_page,
        )
        for number, piece in enumerate(pieces)
        if piece.text.strip()
    ]
    if not passages:
        raise UploadRefused.of("file", "There is no text in it.")
    return Contents(
        Upload.Kind.DOCUMENT, read.kind, page_count=read.page_count, notes=read.notes[:20], passages=passages
    )
