"""The bytes of attached files, and the pictures drawn anew from them; all below UPLOADS_DIR, named by the upload's id."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from chat.errors import UploadDiskFull, UploadNotFound, UploadRefused
from project.lib import files
from project.lib.files import FileTooLarge, Kept

SEEN = ".seen.jpg"
YOUNG_SECONDS = 3600  # a file that has no row yet may be one that is being read


def place_of(upload_id: UUID) -> Path:
    """Where the file lies as it came."""
    return Path(settings.UPLOADS_DIR) / str(upload_id)


def seen_place_of(upload_id: UUID) -> Path:
    """Where a picture lies as models and browsers get it: drawn anew as JPEG."""
    return Path(settings.UPLOADS_DIR) / f"{upload_id}{SEEN}"


def keep_file(upload_id: UUID, chunks: Iterable[bytes]) -> Kept:
    """Store the file; nothing stays of it where it is too large or the disk is full."""
    try:
        return files.keep_file(place_of(upload_id), chunks, most=settings.UPLOAD_MEGABYTES * 1_000_000)
    except FileTooLarge as error:
        raise UploadRefused.of("file", f"A file may have at most {settings.UPLOAD_MEGABYTES} MB.") from error
    except OSError as error:
        raise UploadDiskFull(f"The file could not be stored: {error.strerror}.") from error


def keep_seen(upload_id: UUID, picture: bytes) -> None:
    """Store the picture as it is shown."""
    try:
        files.keep_file(seen_place_of(upload_id), [picture], most=len(picture))
    except OSError as error:
        raise UploadDiskFull(f"The picture could not be stored: {error.strerror}.") from error


def seen_bytes(upload_id: UUID) -> bytes | None:
    """The picture as it is shown; None where its file is gone."""
    try:
        return seen_place_of(upload_id).read_bytes()
    except OSError:
        return None


def opened_file(upload_id: UUID) -> BinaryIO:
    """The file as it came, to be read; UploadNotFound where it is gone."""
    try:
        return place_of(upload_id).open("rb")
    except OSError as error:
        raise UploadNotFound("The file is no longer there.") from error


def forget_files(upload_ids: Iterable[UUID]) -> None:
    """Delete what lies under these ids, if it is there."""
    for each in upload_ids:
        files.forget_file(place_of(each))
        files.forget_file(seen_place_of(each))


def old_ids_on_disk() -> Iterator[UUID]:
    """The ids of files that lie there for an hour or longer."""
    before = time.time() - YOUNG_SECONDS
    try:
        entries = list(os.scandir(settings.UPLOADS_DIR))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < before:
            try:
                yield UUID(entry.name.partition(".")[0])
            except ValueError:
                continue
