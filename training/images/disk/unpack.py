"""Unpacking an archive of pictures: bounded, and only regular files below the new folder."""

import os
import shutil
import stat
import zipfile
from pathlib import Path
from typing import IO

from project.lib.ids import uuid7
from training.images.disk.pictures import LARGEST_PICTURE
from training.images.errors import ArchiveRefused
from training.images.rules.metadata_file import FILE_NAME, LARGEST_FILE
from training.images.rules.paths import BadPath, clean_path, looks_like_picture

MOST_MEMBERS = 20_000
MOST_RATIO = 200  # a picture hardly ever shrinks; more than this is a bomb
RATIO_COUNTS_FROM = 1_000_000
PART = 1 << 20
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def unpack(archive: IO[bytes], place: Path, *, most_packed: int, most_unpacked: int) -> None:
    """The pictures and the metadata file of a zip archive as files below ``place``, which is made whole or not at all.

    Other files are left out. ArchiveRefused names what is wrong: a link, a path that leaves, too much of anything.
    """
    if archive.seek(0, os.SEEK_END) > most_packed:
        raise _refused(f"The archive is larger than {most_packed // 1_000_000:,} MB.")
    archive.seek(0)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = place.with_name(f"making-{uuid7()}")
    making.mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(archive) as opened:
            _unpack(opened, making, most_unpacked)
        making.rename(place)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _refused("This is no zip archive, or it is damaged or encrypted.") from error
    except OSError as error:
        raise _refused(f"The archive cannot be unpacked here: {error.strerror}.") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, making: Path, most: int) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise _refused(f"The archive has more than {MOST_MEMBERS:,} members.")
    wanted = _wanted(members)
    if sum(member.file_size for member in wanted.values()) > most:
        raise _refused(f"Unpacked it would be larger than {most // 1_000_000:,} MB.")
    if not any(path != FILE_NAME for path in wanted):
        raise _refused("There is no picture in the archive.")
    left = most
    for path, member in wanted.items():
        target = making / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        left -= _copy(archive, member, target, left)


def _wanted(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Pictures and the metadata file by clean path. One folder around everything is taken off."""
    wanted: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        try:
            path = clean_path(member.filename)
        except BadPath as error:
            raise _refused(f"The path {member.filename[:80]!r} {error}.") from error
        mode = member.external_attr >> 16
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise _refused(f"{path[:80]!r} is a link or no regular file.")
        name = path.rpartition("/")[2]
        if member.is_dir() or not (looks_like_picture(name) or name == FILE_NAME) or path.startswith("__MACOSX/"):
            continue
        if path in wanted:
            raise _refused(f"{path[:80]!r} is there twice.")
        _check(member, path)
        wanted[path] = member
    tops = {path.partition("/")[0] for path in wanted if "/" in path}
    if len(tops) == 1 and all("/" in path for path in wanted):
        return {path.partition("/")[2]: member for path, member in wanted.items()}
    return wanted


def _check(member: zipfile.ZipInfo, path: str) -> None:
    largest = LARGEST_FILE if path.endswith(FILE_NAME) else LARGEST_PICTURE
    is_bomb = member.file_size > RATIO_COUNTS_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size)
    if member.compress_type not in METHODS or member.flag_bits & 0x1:
        raise _refused(f"{path[:80]!r} is encrypted, or packed in a way that is not read here.")
    if member.file_size > largest or is_bomb:
        raise _refused(f"{path[:80]!r} is too large, or packed tighter than any picture.")


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Bytes written. What the archive says of sizes is not believed: the count decides."""
    size = 0
    with archive.open(member) as packed, target.open("xb") as file:
        while part := packed.read(PART):
            size += len(part)
            if size > min(left, member.file_size):
                raise _refused(f"{member.filename[:80]!r} is larger than the archive says.")
            file.write(part)
    return size


def _refused(message: str) -> ArchiveRefused:
    return ArchiveRefused(message, fields={"archive": [message]})
