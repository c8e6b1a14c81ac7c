"""Reading and replacing ``image_metadata.json`` in an open folder: the new file is whole and on disk before the old one goes."""

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from project.lib.fail_points import fail_point
from training.images.errors import FolderNotWritable, MetadataCorrupt
from training.images.rules.metadata_file import FILE_NAME, LARGEST_FILE

OPEN_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
OPEN_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
SENTENCES = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "The disk's quota is used up.",
    errno.EROFS: "The disk is mounted read-only.",
    errno.EACCES: "The folder is read-only for Daimon.",
    errno.EPERM: "The folder is read-only for Daimon.",
    errno.EFBIG: "The file would be larger than this process may write.",
}
PART = 1 << 20


@dataclass(frozen=True, slots=True)
class FileState:
    """The file as it lies there; ``digest`` is empty where there is none."""

    content: bytes = b""
    digest: str = ""
    changed_ns: int = 0


@contextmanager
def alone(folder: int) -> Iterator[None]:
    """Keep other installations of Daimon from writing this folder meanwhile; FolderNotWritable where one is at it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderNotWritable("Another program is writing this folder just now. Try again in a moment.") from error
    except OSError:
        pass  # this file system knows no locks; the digest still tells of other writers
    try:
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_UN)


def read_file(folder: int) -> FileState:
    """The file's content and when it was changed; MetadataCorrupt where it is a link, no regular file, or huge."""
    try:
        handle = os.open(FILE_NAME, OPEN_TO_READ, dir_fd=folder)
    except FileNotFoundError:
        return FileState()
    except OSError as error:
        raise MetadataCorrupt(f"{FILE_NAME} cannot be opened: {error.strerror}.") from error
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_FILE:
            raise MetadataCorrupt(f"{FILE_NAME} is no regular file, or has more than {LARGEST_FILE:,} bytes.")
        content = file.read()
    return FileState(content, digest_of(content), about.st_mtime_ns)


def digest_of(content: bytes) -> str:
    """SHA-256 of the bytes."""
    return hashlib.sha256(content).hexdigest()


def prepared_name(folder_id: UUID, revision: int) -> str:
    """What the new file of that revision is called until it takes its place."""
    return f".image_metadata.{folder_id.hex}.{revision}.tmp"


def prepare(folder: int, name: str, content: bytes) -> None:
    """Write the new file beside the old one, down to the disk; FolderNotWritable, and nothing left, where that fails."""
    try:
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)  # of an attempt that was never committed
        handle = os.open(name, OPEN_NEW, _mode(folder), dir_fd=folder)
        try:
            _write(handle, content)
        finally:
            os.close(handle)
    except OSError as error:
        drop(folder, name)
        raise told(error) from error


def _write(handle: int, content: bytes) -> None:
    view = memoryview(content)
    for start in range(0, max(1, len(view)), PART):
        left = view[start : start + PART]
        while left:
            left = left[os.write(handle, left) :]
        fail_point("images.file_half_written")
    os.fsync(handle)


def _mode(folder: int) -> int:
    try:
        return stat.S_IMODE(os.stat(FILE_NAME, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return 0o644


def replace(folder: int, name: str) -> None:
    """Put the prepared file in the old one's place; FileNotFoundError where it is gone, FolderNotWritable on other trouble."""
    try:
        os.rename(name, FILE_NAME, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise told(error) from error


def set_aside(folder: int, word: str, state: FileState) -> str:
    """Keep a copy of the file as it is, under a name that says why; the name. What is no regular file is moved."""
    kept = f"{FILE_NAME}.{word}-{state.digest[:12] or 'unreadable'}"
    try:
        if state.digest:
            os.link(FILE_NAME, kept, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        else:
            os.rename(FILE_NAME, kept, src_dir_fd=folder, dst_dir_fd=folder)
    except FileExistsError:
        pass  # the very same bytes were kept before
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}:
            raise told(error) from error
        prepare(folder, kept, state.content)  # a file system without hard links
    return kept


def leftovers(folder: int, folder_id: UUID) -> list[str]:
    """The prepared files of this image folder that wait for their place, or that nobody will come for."""
    start = f".image_metadata.{folder_id.hex}."
    with os.scandir(folder) as entries:
        return sorted(each.name for each in entries if each.name.startswith(start) and each.name.endswith(".tmp"))


def drop(folder: int, name: str) -> None:
    """Remove a prepared file, if it is there and that can be done."""
    with suppress(OSError):
        os.unlink(name, dir_fd=folder)


def told(error: OSError) -> FolderNotWritable:
    """The system's refusal in a sentence."""
    reason = SENTENCES.get(error.errno or 0, f"The system says: {error.strerror}.")
    return FolderNotWritable(f"{FILE_NAME} cannot be written. {reason}")
