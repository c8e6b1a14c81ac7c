"""Zip files that others wrote, read within bounds."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from training.knowledge.reading.blocks import refused

MOST_MEMBERS = 20_000
LARGEST_MEMBER = 100_000_000
LARGEST_WHOLE = 300_000_000
STEEPEST = 200  # times a member may grow by unpacking, once it is larger than a megabyte
PIECE = 1 << 20


class Archive:
    """An open zip file of which each member is read at most to its bounds."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._left = LARGEST_WHOLE
        self.names = set(file.namelist())

    def read(self, name: str) -> bytes:
        """A member's bytes; refused where it is encrypted, broken, or unpacks to more than it may."""
        try:
            member = self._file.getinfo(name)
        except KeyError as error:
            raise refused(f"The archive lacks {name}.") from error
        if member.flag_bits & 1:
            raise refused("It is encrypted with a password.")
        if member.file_size > LARGEST_MEMBER or (
            member.file_size > PIECE and member.file_size > STEEPEST * max(1, member.compress_size)
        ):
            raise refused(f"{name} in it unpacks to more than it may.")
        parts = []
        size = 0
        try:
            with self._file.open(member) as stream:
                while part := stream.read(PIECE):
                    size += len(part)
                    self._left -= len(part)
                    if size > LARGEST_MEMBER or self._left < 0:
                        raise refused(f"{name} in it unpacks to more than it may.")
                    parts.append(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise refused(f"{name} in it is broken.") from error
        return b"".join(parts)


@contextmanager
def opened(path: str) -> Iterator[Archive]:
    """The archive at that path, refused where it is none."""
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused("The file is broken: its table of contents cannot be read.") from error
    with file:
        if len(file.filelist) > MOST_MEMBERS:
            raise refused(f"The archive has more than {MOST_MEMBERS:,} files in it.")
        yield Archive(file)
