"""The files that one call made, as a person is shown them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

from spirits.rules.artifact_kinds import is_picture


@dataclass
class MadeFile:
    """One of them; its owner may have deleted it since."""

    pk: UUID
    name: str
    is_picture: bool  # is shown as one
    is_gone: bool = False


def made_files(files: Iterable[tuple[UUID, str, str]]) -> list[MadeFile]:
    """The files of a call by id, name and MIME type; a picture that comes in several formats is shown once."""
    made: list[MadeFile] = []
    shown: set[str] = set()
    for pk, name, mime in files:
        stem = PurePosixPath(name).stem
        made.append(MadeFile(pk, name, is_picture(mime) and stem not in shown))
        if is_picture(mime):
            shown.add(stem)
    return made
