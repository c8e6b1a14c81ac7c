"""Uploaded files that wait to be read."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from project.lib import files
from project.lib.errors import InvalidInput, Unavailable
from project.lib.files import FileTooLarge, Kept


class NoRoom(Unavailable):
    """The disk does not take the file."""

    code = "dataset_disk_full"


def place_of(version_id: UUID) -> Path:
    """Where the file of a version lies until it is read."""
    return Path(settings.DATASETS_DIR) / "waiting" / str(version_id)


def keep_file(version_id: UUID, chunks: Iterable[bytes]) -> Kept:
    """Store the file, chunk by chunk; nothing stays of it where it is too large or the disk is full."""
    try:
        return files.keep_file(place_of(version_id), chunks, most=settings.DATASET_UPLOAD_MEGABYTES * 1_000_000)
    except FileTooLarge as error:
        raise InvalidInput.of("file", f"A file may have at most {settings.DATASET_UPLOAD_MEGABYTES} MB.") from error
    except OSError as error:
        raise NoRoom(f"The file could not be stored: {error.strerror}.") from error


def forget_file(version_id: UUID) -> None:
    """Delete it, if it is there."""
    files.forget_file(place_of(version_id))
