"""The pictures below a folder: which there are, and reading one."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field

from training.images.disk.places import OPEN_FOLDER
from training.images.errors import ImageRefused
from training.images.rules.paths import DEEPEST, BadPath, clean_path, looks_like_picture

MOST_PICTURES = 100_000
LARGEST_PICTURE = 64_000_000
OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the folder found: pictures with their sizes, and what was passed over with the reason."""

    pictures: dict[str, int] = field(default_factory=dict)
    passed_over: list[tuple[str, str]] = field(default_factory=list)


def look(folder: int) -> Seen:
    """Every regular file with a picture's name below the open folder; links and what cannot be named are passed over."""
    seen = Seen()
    for path, size, reason in _walk(folder, "", 0):
        if reason:
            seen.passed_over.append((path, reason))
        elif len(seen.pictures) >= MOST_PICTURES:
            seen.passed_over.append(("", f"There are more than {MOST_PICTURES:,} pictures; the rest is not looked at."))
            break
        else:
            seen.pictures[path] = size
    return seen


def read_picture(folder: int, path: str) -> bytes:
    """The file's bytes; ImageRefused where it is gone, a link, empty, too large, or no regular file."""
    try:
        handle = _opened(folder, path.split("/"))
    except FileNotFoundError as error:
        raise _refused("The file is gone.", "image_gone") from error
    except OSError as error:
        raise _refused("The file is a link or cannot be opened.", "image_unreadable") from error
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise _refused("This is no regular file.", "image_unreadable")
        if about.st_size == 0:
            raise _refused("The file is empty.", "image_empty")
        if about.st_size > LARGEST_PICTURE:
            raise _refused(f"The file has more than {LARGEST_PICTURE:,} bytes.", "image_too_large")
        try:
            return file.read(LARGEST_PICTURE)
        except OSError as error:
            raise _refused(f"The file cannot be read: {error.strerror}.", "image_unreadable") from error


def is_there(folder: int, path: str) -> bool:
    """Whether a regular file lies at that path, reached without a link."""
    try:
        handle = _opened(folder, path.split("/"))
    except OSError:
        return False
    try:
        return stat.S_ISREG(os.fstat(handle).st_mode)
    finally:
        os.close(handle)


def _opened(folder: int, parts: list[str]) -> int:
    handle = os.dup(folder)
    for part in parts[:-1]:
        try:
            inner = os.open(part, OPEN_FOLDER, dir_fd=handle)
        finally:
            os.close(handle)
        handle = inner
    try:
        return os.open(parts[-1], OPEN_FILE, dir_fd=handle)
    finally:
        os.close(handle)


def _walk(folder: int, above: str, depth: int) -> Iterator[tuple[str, int, str]]:
    """Path, size and, where it is passed over, the reason; a folder's names in their order."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda each: each.name)
    for each in found:
        path = f"{above}{each.name}"
        if each.is_dir(follow_symlinks=False):
            yield from _inside(folder, each.name, path, depth)
        elif looks_like_picture(each.name):
            yield _judged(each, path)


def _inside(folder: int, name: str, path: str, depth: int) -> Iterator[tuple[str, int, str]]:
    if name.startswith("."):
        return
    if depth >= DEEPEST - 1:
        yield _shown(path), 0, "It lies too deep."
        return
    try:
        handle = os.open(name, OPEN_FOLDER, dir_fd=folder)
    except OSError as error:
        yield _shown(path), 0, f"It cannot be opened: {error.strerror}."
        return
    try:
        yield from _walk(handle, f"{path}/", depth + 1)
    finally:
        os.close(handle)


def _judged(entry: "os.DirEntry[str]", path: str) -> tuple[str, int, str]:
    if entry.is_symlink():
        return _shown(path), 0, "It is a link, and links are not followed."
    try:
        about = entry.stat(follow_symlinks=False)
        if clean_path(path) != path:
            return _shown(path), 0, "Its path holds a backslash."
    except BadPath as error:
        return _shown(path), 0, f"Its path {error}."
    except OSError as error:
        return _shown(path), 0, f"It cannot be looked at: {error.strerror}."
    if not stat.S_ISREG(about.st_mode):
        return path, 0, "It is no regular file."
    return path, about.st_size, ""


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode().replace("\0", "?")


def _refused(message: str, code: str) -> ImageRefused:
    error = ImageRefused(message)
    error.code = code
    return error
