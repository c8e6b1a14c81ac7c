"""Measure one picture in a process that is killed at its limits."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from project.lib.ids import uuid7
from project.lib.worker import Crashed, OutOfMemory, OutOfTime, run_in_worker
from training.images.disk.places import thumbnails_of
from training.images.errors import ImageRefused

SECONDS = 20.0
MEGABYTES = 900
WORK = "training.images.picture_work"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a picture is, and its thumbnail as WebP."""

    values: dict[str, Any]
    thumbnail: bytes


def measure(content: bytes) -> Measured:
    """What the bytes are as a picture; ImageRefused where they are none, or reading them costs too much."""
    values = _worked("measured", content)
    thumbnail: bytes = values.pop("thumbnail")
    values["colours"] = tuple(values["colours"])
    return Measured(values, thumbnail)


def shown_to_model(content: bytes) -> bytes:
    """The picture as JPEG, made anew, small enough for a model."""
    made: bytes = _worked("shown", content)
    return made


def _worked(function: str, content: bytes) -> Any:
    try:
        return run_in_worker(f"{WORK}:{function}", (content,), {}, seconds=SECONDS, megabytes=MEGABYTES)
    except OutOfTime as error:
        raise _too_costly(f"Reading it took longer than {SECONDS:.0f} seconds.") from error
    except OutOfMemory as error:
        raise _too_costly(f"Reading it needed more than {MEGABYTES} MB of memory.") from error
    except Crashed as error:
        raise ImageRefused("The picture could not be read, by a fault that is in the log.") from error


def keep_drawn(place: Path, picture: bytes) -> None:
    """Store a picture drawn from another. It can be drawn anew, so nothing is told where the disk refuses it."""
    partial = place.with_name(f"{place.name}.{uuid7().hex}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(picture)
        partial.replace(place)
    except OSError:
        partial.unlink(missing_ok=True)


def thumbnail_path(folder_id: UUID, image_id: UUID) -> Path:
    """Where a thumbnail lies when there is one."""
    return thumbnails_of(folder_id) / f"{image_id}.webp"


def _too_costly(message: str) -> ImageRefused:
    error = ImageRefused(message)
    error.code = "image_too_costly"
    return error
