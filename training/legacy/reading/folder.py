"""The files of an old data folder, opened without following links and never for writing."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.legacy.reading.findings import Findings, printable
from training.legacy.reading.strict_json import Unreadable

QUEUE_STATE = ".queue_state.json"
IMAGE_METADATA = "image_metadata.json"
SETTINGS = "app_state/settings.json"
MOST_FOLDERS = 100_000
WHY = {
    errno.ELOOP: "It is a symbolic link; links are not followed.",
    errno.EACCES: "The system does not let this program read it.",
    errno.EPERM: "The system does not let this program read it.",
    errno.ENOENT: "It vanished while the folder was read.",
    errno.ENXIO: "It is no regular file.",
}


@dataclass(frozen=True)
class Seal:
    """What a file was when it was read: the manifest of a move is made of these."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class LegacyFolder:
    """An old data folder; ``root`` is its real path."""

    root: Path
    most_bytes: int

    def read(self, name: str) -> tuple[bytes, Seal]:
        """The bytes of a file below the root and its seal, or Unreadable; no part of the name may be a link."""
        with _opened(self.root, name) as descriptor:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise Unreadable("It is no regular file.")
            if before.st_size > self.most_bytes:
                raise Unreadable(
                    f"It has {before.st_size} bytes; at most {self.most_bytes} are read (MOVE_IN_FILE_BYTES)."
                )
            raw = _whole(descriptor, before.st_size + 1)
            after = os.fstat(descriptor)
        if len(raw) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
            raise Unreadable("It was written to while it was read; stop the old program first.")
        return raw, Seal(name, len(raw), hashlib.sha256(raw).hexdigest())

    def files(self, findings: Findings) -> Iterator[str]:
        """The names of every old state file below the root, in a fixed order; what cannot be looked into is a finding."""
        waiting = [""]
        seen = 0
        while waiting:
            folder = waiting.pop()
            seen += 1
            if seen > MOST_FOLDERS:
                findings.broken("", f"There are more than {MOST_FOLDERS} folders below it.")
                return
            entries = self._entries(folder, findings)
            for name, is_link, is_folder in entries:
                path = f"{folder}/{name}" if folder else name
                if is_link and not _is_wanted(path):
                    findings.note(path, "It is a symbolic link and was not followed.")
                elif not is_folder and _is_wanted(path):
                    yield path
            waiting += [
                f"{folder}/{name}" if folder else name
                for name, is_link, is_folder in reversed(entries)
                if is_folder and not is_link
            ]

    def _entries(self, folder: str, findings: Findings) -> list[tuple[str, bool, bool]]:
        found: list[tuple[str, bool, bool]] = []
        try:
            with os.scandir(self.root / folder) as entries:
                for entry in entries:
                    if _has_lone_surrogate(entry.name):
                        findings.note(f"{folder}/{entry.name}", "The name is not UTF-8; it was left out.")
                        continue
                    is_link = entry.is_symlink()
                    found.append((entry.name, is_link, entry.is_dir(follow_symlinks=False)))
        except OSError as error:
            findings.broken(folder, f"The folder cannot be listed: {printable(error.strerror or str(error))}.")
        return sorted(found)


class _opened:
    """A descriptor of a file below a root, reached folder by folder without following a link."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.parts = root, name.split("/")

    def __enter__(self) -> int:
        folder = -1
        try:
            folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            for part in self.parts[:-1]:
                inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
                os.close(folder)
                folder = inner
            # Without O_NONBLOCK a named pipe would hold us for ever.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            self.descriptor = os.open(self.parts[-1], flags, dir_fd=folder)
        except OSError as error:
            raise Unreadable(WHY.get(error.errno or 0, f"It cannot be opened: {error.strerror}.")) from error
        finally:
            if folder >= 0:
                os.close(folder)
        return self.descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)


def _whole(descriptor: int, most: int) -> bytes:
    parts: list[bytes] = []
    left = most
    try:
        while left > 0 and (part := os.read(descriptor, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise Unreadable(f"It cannot be read: {error.strerror}.") from error
    return b"".join(parts)


def _is_wanted(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name in (QUEUE_STATE, IMAGE_METADATA) or path == SETTINGS


def _has_lone_surrogate(name: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in name)
