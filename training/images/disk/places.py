"""Where a folder of pictures lies, and opening it so that no link leads elsewhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accounts.models import User
from project.lib.errors import InvalidInput
from training.images.errors import FolderNotAllowed, FolderUnusable
from training.images.models import ImageFolder

OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
PASS_FOLDER = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC  # folders above need not be readable


def roots_of(user: User) -> list[Path]:
    """The folders below which this person may open one in place, links resolved; those that are not there are left out."""
    found = []
    for root in settings.IMAGE_ROOTS:
        if "{email}" in root and (user.email.startswith(".") or "/" in user.email or "\0" in user.email):
            continue
        with suppress(OSError):
            found.append(Path(root.replace("{email}", user.email)).resolve(strict=True))
    return found


def allowed_place(user: User, path: str) -> Path:
    """The folder at that path with links resolved; refused where it is none, or lies below no root of this person."""
    if not path.startswith("/") or "\0" in path or len(path) > 1000:
        raise InvalidInput.of("path", "Expected the absolute path of a folder.")
    try:
        place = Path(path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        place = None
    if not any(place is not None and place.is_relative_to(root) for root in roots_of(user)):
        # the same answer for what is not there: nobody feels their way through the disk
        raise FolderNotAllowed(fields={"path": [FolderNotAllowed.message]})
    assert place is not None
    if not place.is_dir():
        raise InvalidInput.of("path", "This is no folder.")
    if len(str(place)) > 1000 or not str(place).isprintable():
        raise InvalidInput.of("path", "This path is too long, or holds characters that cannot be shown.")
    return place


def place_of(folder: ImageFolder) -> Path:
    """Where the folder's pictures lie."""
    if folder.source == ImageFolder.Source.ARCHIVE:
        return archive_place(folder.pk)
    return Path(folder.path)


def archive_place(folder_id: UUID) -> Path:
    """Where the pictures of an uploaded archive lie."""
    return Path(settings.IMAGES_DIR) / "archives" / str(folder_id)


def thumbnails_of(folder_id: UUID) -> Path:
    """Where the small pictures of a folder lie; they can be made anew."""
    return Path(settings.IMAGES_DIR) / "thumbnails" / str(folder_id)


@contextmanager
def opened(folder: ImageFolder) -> Iterator[int]:
    """A handle of the folder, reached without following a link; FolderUnusable where it is gone or no longer allowed."""
    place = place_of(folder)
    if folder.source == ImageFolder.Source.PLACE and not any(place.is_relative_to(r) for r in roots_of(folder.owner)):
        raise FolderUnusable(f"{place} lies below none of the roots in IMAGE_ROOTS any more.")
    if folder.source == ImageFolder.Source.ARCHIVE:
        place = place.resolve()  # DATA_DIR is the operator's own and may hold links
    handle = _walked_to(place)
    try:
        yield handle
    finally:
        os.close(handle)


def _walked_to(place: Path) -> int:
    handle = os.open("/", PASS_FOLDER)
    last = len(place.parts) - 1
    for number, part in enumerate(place.parts[1:], start=1):
        try:
            inner = os.open(part, OPEN_FOLDER if number == last else PASS_FOLDER, dir_fd=handle)
        except OSError as error:
            raise FolderUnusable(
                f"The folder {place} cannot be opened: {error.strerror or 'it is gone'} at {part!r}."
            ) from error
        finally:
            os.close(handle)
        handle = inner
    return handle
