"""Uploaded files that wait to be read."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from project.lib.errors import InvalidInput, Unavailable


class NoRoom(Unavailable):
    """The disk does not take the file."""

    code = "dataset_disk_full"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was stored: its size and checksum."""

    size: int
    sha256: str


def place_of(version_id: UUID) -> Path:
    """Where the file of a version lies until it is read."""
    return Path(settings.DATASETS_DIR) / "waiting" / str(version_id)


def keep_file(version_id: UUID, chunks: Iterable[bytes]) -> Kept:
    """Store the file, chunk by chunk; nothing stays of it where it is too large or the disk is full."""
    place = place_of(version_id)
    most = settings.DATASET_UPLOAD_MEGABYTES * 1_000_000
    digest, size = hashlib.sha256(), 0
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise InvalidInput.of("file", f"A file may have at most {settings.DATASET_UPLOAD_MEGABYTES} MB.")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        forget_file(version_id)
        raise NoRoom(f"The file could not be stored: {error.strerror}.") from error
    except BaseException:
        forget_file(version_id)
        raise
    return Kept(size, digest.hexdigest())


def forget_file(version_id: UUID) -> None:
    """Delete it, if it is there."""
    with suppress(OSError):
        place_of(version_id).unlink(missing_ok=True)
