"""Add documents: from a file, an address, typed words, or a version of a dataset. A job reads each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from jobs.models import Job
from jobs.services.enqueue import enqueue
from project.lib.errors import InvalidInput
from project.lib.http import InvalidUrl, origin_of
from project.lib.ids import uuid7
from training.datasets.models import DatasetVersion
from training.datasets.rules.input import checked_line, checked_tags
from training.datasets.services.export_version import ExportFormat, exported
from training.knowledge.errors import DocumentKnown, TooManyDocuments
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.services.files import forget_file, keep_file

KIND = "training.index_document"
LONGEST_TYPED = 200_000
MOST_METADATA = 20


@dataclass(frozen=True)
class DocumentToIndex:
    """The document that a job reads, and for the how-manieth time."""

    document_id: UUID
    round: int


def upload_document(
    *, base: KnowledgeBase, name: str, chunks: Iterable[bytes], title: str = "", tags: Sequence[str] = (),
    metadata: Mapping[str, str] | None = None,
) -> Document:  # fmt: skip
    """A document that a job reads from the file; the file is stored first, and gone again when anything fails."""
    origin = checked_line("file", PurePosixPath(name.replace("\\", "/")).name[-200:], most=200, may_be_empty=False)
    return _from_bytes(
        base, chunks, source=Document.Source.UPLOAD, origin=origin, title=title or origin, tags=tags, metadata=metadata
    )


def add_text(
    *, base: KnowledgeBase, title: str, text: str, tags: Sequence[str] = (), metadata: Mapping[str, str] | None = None
) -> Document:
    """A document of typed words in Markdown."""
    if not text.strip() or len(text) > LONGEST_TYPED:
        raise InvalidInput.of("text", f"Expected 1 to {LONGEST_TYPED:,} characters.")
    raw = text.encode("utf-8", "replace")
    name = checked_line("title", title, most=300, may_be_empty=False)
    return _from_bytes(
        base, [raw], source=Document.Source.TEXT, origin="typed.md", title=name, tags=tags, metadata=metadata
    )


def add_url(
    *,
    base: KnowledgeBase,
    url: str,
    title: str = "",
    tags: Sequence[str] = (),
    metadata: Mapping[str, str] | None = None,
) -> Document:
    """A document that a job fetches from the address, through the guarded client."""
    address = checked_address(url)
    document = _drafted(
        base, source=Document.Source.URL, origin=address, title=title or address, tags=tags, metadata=metadata
    )
    with transaction.atomic():
        _store(document)
    return document


def add_dataset(*, base: KnowledgeBase, version: DatasetVersion) -> Document:
    """A document with the rows of a version that is ready; each row with question and answer is a passage of its own."""
    if version.state != DatasetVersion.State.READY:
        raise InvalidInput.of("version", "Choose a version that is ready.")
    name = f"{version.dataset.name} v{version.number}"
    return _from_bytes(
        base, exported(version, ExportFormat.JSONL), source=Document.Source.DATASET, origin=f"{version.pk}.jsonl", title=name
    )  # fmt: skip


def checked_address(url: str) -> str:
    """The address, or InvalidInput saying what is wrong with it."""
    address = url.strip()
    try:
        origin_of(address)
    except InvalidUrl as error:
        raise InvalidInput.of("url", error.message) from error
    if len(address) > 2_000:
        raise InvalidInput.of("url", "Expected at most 2,000 characters.")
    return address


def start(document: Document) -> Job:
    """The job that reads the document; asked for once more in the same round it is the same job. Call it in a transaction."""
    return enqueue(
        KIND,
        DocumentToIndex(document.pk, document.round),
        owner=document.base.owner,
        key=key_of(document),
        title=f"Index {document.title}"[:160],
    )


def key_of(document: Document) -> str:
    """The key of the document's present job."""
    return f"document:{document.pk}:{document.round}"


def checked_metadata(given: Mapping[str, Any] | None) -> dict[str, str]:
    """Names and values to filter by, or InvalidInput."""
    if given is not None and not isinstance(given, Mapping):
        raise InvalidInput.of("metadata", "Expected an object of names and texts.")
    found = dict(given or {})
    if len(found) > MOST_METADATA:
        raise InvalidInput.of("metadata", f"At most {MOST_METADATA} names.")
    for name, value in found.items():
        if not isinstance(value, str):
            raise InvalidInput.of("metadata", f"{name[:40]}: expected a text.")
    return {
        checked_line("metadata", name, most=40, may_be_empty=False): checked_line("metadata", value, most=200)
        for name, value in found.items()
    }


def _from_bytes(base: KnowledgeBase, chunks: Iterable[bytes], **given: Any) -> Document:
    document = _drafted(base, **given)
    kept = keep_file(document.pk, chunks)
    try:
        if not kept.size:
            raise InvalidInput.of("file", "The file is empty.")
        document.size, document.digest = kept.size, kept.sha256
        with transaction.atomic():
            _store(document)
    except BaseException:
        forget_file(document.pk)
        raise
    return document


def _drafted(
    base: KnowledgeBase, *, source: str, origin: str, title: str, tags: Sequence[str] = (),
    metadata: Mapping[str, str] | None = None,
) -> Document:  # fmt: skip
    return Document(
        pk=uuid7(),
        base=base,
        source=source,
        origin=origin,
        title=checked_line("title", title[:300], most=300, may_be_empty=False),
        tags=checked_tags(tags),
        metadata=checked_metadata(metadata),
    )


def _store(document: Document) -> None:
    """The row with its job. The base is locked, so that its limit holds for those who come at once."""
    base = KnowledgeBase.objects.select_for_update(no_key=True).only("pk").get(pk=document.base_id)
    if base.documents.count() >= settings.KNOWLEDGE_MOST_DOCUMENTS:
        raise TooManyDocuments(f"A knowledge base takes at most {settings.KNOWLEDGE_MOST_DOCUMENTS:,} documents.")
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as error:
        if "a_knowledge_base_holds_each_file_once" in str(error):
            raise DocumentKnown(fields={"file": [DocumentKnown.message]}) from error
        raise
    start(document)
