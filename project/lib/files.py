"""Files that are written whole or not at all."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


class FileTooLarge(Exception):
    """More bytes came than may be kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was stored: its size and checksum."""

    size: int
    sha256: str


def keep_file(place: Path, chunks: Iterable[bytes], *, most: int) -> Kept:
    """Store the file, chunk by chunk, for this user only; nothing stays of it after FileTooLarge, OSError or any other error."""
    digest, size = hashlib.sha256(), 0
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise FileTooLarge
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        forget_file(place)
        raise
    return Kept(size, digest.hexdigest())


def forget_file(place: Path) -> None:
    """Delete it, if it is there."""
    with suppress(OSError):
        place.unlink(missing_ok=True)
