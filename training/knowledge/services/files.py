"""The files that documents are read from; they stay, so that documents can be indexed anew."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from project.lib import files
from project.lib.errors import InvalidInput
from project.lib.files import FileTooLarge, Kept
from training.knowledge.errors import KnowledgeDiskFull


def place_of(document_id: UUID) -> Path:
    """Where a document's file lies."""
    return Path(settings.KNOWLEDGE_DIR) / "documents" / str(document_id)


def keep_file(document_id: UUID, chunks: Iterable[bytes]) -> Kept:
    """Store the file; nothing stays of it where it is too large or the disk is full."""
    most = settings.KNOWLEDGE_UPLOAD_MEGABYTES
    try:
        return files.keep_file(place_of(document_id), chunks, most=most * 1_000_000)
    except FileTooLarge as error:
        raise InvalidInput.of("file", f"A document may have at most {most} MB.") from error
    except OSError as error:
        raise KnowledgeDiskFull(f"The document could not be stored: {error.strerror}.") from error


def forget_file(document_id: UUID) -> None:
    """Delete it, if it is there."""
    files.forget_file(place_of(document_id))
