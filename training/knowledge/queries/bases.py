"""Knowledge bases, documents and passages that a person may read or change."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from accounts.queries.ownership import Right, for_user
from training.knowledge.errors import KnowledgeNotFound
from training.knowledge.models import Chunk, Document, KnowledgeBase
from training.knowledge.rules.states import AT_WORK, State


def bases_of(user: User) -> QuerySet[KnowledgeBase]:
    """The person's own knowledge bases, newest first, each with counts of its documents."""
    return _counted(for_user(KnowledgeBase.objects.all(), user))


def readable_bases(user: User) -> QuerySet[KnowledgeBase]:
    """Those the person may read: their own, shared ones, and those open to everybody."""
    own_or_shared = for_user(KnowledgeBase.objects.all(), user, right=Right.READ)
    return KnowledgeBase.objects.filter(Q(pk__in=own_or_shared.values("pk")) | Q(is_for_everyone=True))


def get_base(user: User, base_id: UUID) -> KnowledgeBase:
    """One of the person's own, or KnowledgeNotFound."""
    found = bases_of(user).filter(pk=base_id).first()
    if found is None:
        raise KnowledgeNotFound
    return found


def get_readable_base(user: User, base_id: UUID) -> KnowledgeBase:
    """One the person may read, or KnowledgeNotFound."""
    found = _counted(readable_bases(user)).filter(pk=base_id).select_related("owner").first()
    if found is None:
        raise KnowledgeNotFound
    return found


def get_readable_bases(user: User, base_ids: Iterable[UUID]) -> list[KnowledgeBase]:
    """All of these, in their order of making; KnowledgeNotFound when the person may not read one of them."""
    wanted = set(base_ids)
    found = list(readable_bases(user).filter(pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise KnowledgeNotFound
    return found


def documents_of(base: KnowledgeBase) -> QuerySet[Document]:
    """Its documents, newest first."""
    return Document.objects.filter(base=base).order_by("-id")


def get_document(user: User, document_id: UUID) -> Document:
    """A document of one of the person's own knowledge bases, or KnowledgeNotFound."""
    own: QuerySet[Document] = for_user(Document.objects.all(), user, through="base")
    return _one(own.filter(pk=document_id))


def get_readable_document(user: User, document_id: UUID) -> Document:
    """A document that the person may read, or KnowledgeNotFound."""
    return _one(Document.objects.filter(pk=document_id, base__in=readable_bases(user).values("pk")))


def readable_documents(user: User) -> QuerySet[Document]:
    """The ready documents of all knowledge that the person may read, newest first."""
    rows = Document.objects.filter(base__in=readable_bases(user).values("pk"), state=State.READY)
    return rows.order_by("-id")


def text_of(document: Document, *, longest: int) -> str:
    """The first ``longest`` characters of its passages, edits included and each word once where passages overlap."""
    pieces: list[str] = []
    length = reached = 0
    for each in passages_of(document).filter(is_excluded=False).iterator(chunk_size=500):
        overlap = 0 if each.is_edited else min(max(0, reached - each.start), len(each.text))
        gap = "\n\n" if pieces and not overlap else ""
        pieces.append(gap + each.text[overlap:])
        length += len(pieces[-1])
        reached = max(reached, each.end)
        if length >= longest:
            break
    return "".join(pieces)[:longest]


def passages_of(document: Document) -> QuerySet[Chunk]:
    """The document's passages in their order."""
    return Chunk.objects.filter(document=document).order_by("number")


def get_passage(user: User, passage_id: UUID) -> Chunk:
    """A passage of a document of one's own, or KnowledgeNotFound."""
    found = (
        Chunk.objects.filter(pk=passage_id, document__base__owner=user).select_related("document__base__owner").first()
    )
    if found is None:
        raise KnowledgeNotFound
    return found


def _one(rows: QuerySet[Document]) -> Document:
    found = rows.select_related("base__owner").first()
    if found is None:
        raise KnowledgeNotFound
    return found


def _counted(rows: QuerySet[KnowledgeBase]) -> QuerySet[KnowledgeBase]:
    return rows.annotate(
        document_count=Count("documents"),
        ready_count=Count("documents", filter=Q(documents__state=State.READY)),
        failed_count=Count("documents", filter=Q(documents__state=State.FAILED)),
        working_count=Count("documents", filter=Q(documents__state__in=AT_WORK)),
        page_count=Sum("documents__page_count", default=0),
        passage_count=Sum("documents__passage_count", default=0),
    ).order_by("-id")
