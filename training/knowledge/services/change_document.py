"""Change, remove, retry and re-index documents."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from jobs.models import Job
from training.datasets.rules.input import checked_line, checked_tags
from training.knowledge.errors import DocumentBusy
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.rules.states import AT_WORK, State
from training.knowledge.services.add_document import KIND, checked_metadata, key_of, start
from training.knowledge.services.files import forget_file
from training.knowledge.services.index_document import fail


def change_document(
    *,
    document: Document,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Document:
    """The document with what is given changed; its passages stay as they are."""
    if title is not None:
        document.title = checked_line("title", title, most=300, may_be_empty=False)
    if tags is not None:
        document.tags = checked_tags(tags)
    if metadata is not None:
        document.metadata = checked_metadata(metadata)
    document.save(update_fields=["title", "tags", "metadata"])
    return document


def remove_document(*, document: Document) -> None:
    """Delete it with its passages and its file; a job that reads it ends without it."""
    with transaction.atomic():
        document.delete()
        transaction.on_commit(lambda: forget_file(document.pk))


def reindex_document(*, document: Document, anew: bool = True) -> Document:
    """Read the document again; DocumentBusy while it is being read. What it has is found until the new passages are there.

    With ``anew`` every passage is written again; without, only what is missing, as after a failure.
    """
    with transaction.atomic():
        locked = Document.objects.select_for_update(no_key=True).select_related("base__owner").get(pk=document.pk)
        if locked.state in AT_WORK:
            raise DocumentBusy
        locked.round, locked.state, locked.percent, locked.attempts = locked.round + 1, State.WAITING, 0, 0
        locked.problem = locked.problem_code = ""
        if anew:
            locked.recipe, locked.segments_done = "", 0
        locked.save()
        start(locked)
    return locked


def reindex_base(*, base: KnowledgeBase) -> int:
    """Read every document again that is not being read; how many."""
    count = 0
    for document in base.documents.exclude(state__in=AT_WORK).order_by("pk"):
        reindex_document(document=document)
        count += 1
    return count


def close_abandoned(*, limit: int = 200) -> int:
    """Fail documents whose job ended without them: it was cancelled, failed too often, or crashed too often."""
    closed = 0
    for document in Document.objects.filter(state__in=AT_WORK).order_by("pk")[:limit]:
        with transaction.atomic():
            locked = Document.objects.select_for_update(no_key=True, of=("self",)).filter(
                pk=document.pk, state__in=AT_WORK
            )
            current = locked.first()
            job = Job.objects.filter(kind=KIND, idempotency_key=key_of(current)).first() if current else None
            if current and (job is None or job.is_finished):
                fail(
                    current,
                    (job.error if job else "") or "Its job is gone.",
                    code=(job.error_code if job else "") or "failed",
                )
                closed += 1
    return closed
