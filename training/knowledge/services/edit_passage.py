"""Correct a passage's words, or keep it from being found; the document itself stays as it is."""

from django.db import transaction
from django.db.models import Count, Q, Sum

from project.lib.errors import InvalidInput
from training.knowledge.errors import DocumentBusy
from training.knowledge.models import Chunk, ChunkEdit, Document
from training.knowledge.rules.states import AT_WORK
from training.knowledge.services.embed_passages import keep
from training.knowledge.services.index_segment import SEGMENT, forget_vectors, post_segment
from training.retrieval.installed import local_embedder

LONGEST = 20_000


def edit_passage(*, passage: Chunk, text: str | None = None, is_excluded: bool | None = None) -> Chunk:
    """The passage with other words, or kept from being found; both outlast indexing anew. DocumentBusy while that goes on."""
    words = passage.text if text is None else text.strip()
    if not words or len(words) > LONGEST or "\x00" in words:
        raise InvalidInput.of("text", f"Expected 1 to {LONGEST:,} characters.")
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).select_related("base").get(pk=passage.document_id)
        if document.state in AT_WORK:
            raise DocumentBusy
        found = Chunk.objects.get(pk=passage.pk)
        changes = text is not None and words != found.text
        found.text, found.is_edited = words, found.is_edited or changes
        if is_excluded is not None:
            found.is_excluded = is_excluded
        found.save(update_fields=["text", "is_edited", "is_excluded"])
        if changes or is_excluded is not None:
            _write_down(found)
            post_segment(document, found.number // SEGMENT)
            _count(document)
            forget_vectors([found.pk])
            if not found.is_excluded and (embedder := local_embedder()) is not None:
                keep(embedder, [(found.pk, found.heading, found.text)])
    found.refresh_from_db()
    return found


def _write_down(passage: Chunk) -> None:
    if passage.is_edited or passage.is_excluded:
        values = {"text": passage.text if passage.is_edited else "", "is_excluded": passage.is_excluded}
        ChunkEdit.objects.update_or_create(chunk_id=passage.pk, document=passage.document, defaults=values)
    else:
        ChunkEdit.objects.filter(chunk_id=passage.pk).delete()


def _count(document: Document) -> None:
    found = Q(is_excluded=False)
    counted = Chunk.objects.filter(document=document).aggregate(
        passages=Count("pk", filter=found), words=Sum("length", filter=found)
    )
    if not counted["passages"]:
        raise InvalidInput.of("is_excluded", "This is the last passage that can be found. Delete the document instead.")
    document.passage_count, document.word_count = counted["passages"], counted["words"] or 0
    document.save(update_fields=["passage_count", "word_count"])
