"""Keep a knowledge base in step with a folder of the server, by the contents of its files."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from jobs.models import Job
from jobs.services.enqueue import enqueue
from project.lib.errors import DaimonError, InvalidInput
from project.lib.ids import uuid7
from training.knowledge.errors import KnowledgeFolderNotAllowed
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.reading.kinds import SUFFIXES
from training.knowledge.rules.states import State
from training.knowledge.services.add_document import start
from training.knowledge.services.change_document import remove_document
from training.knowledge.services.files import keep_file

SYNC = "training.sync_knowledge"
MOST_FILES = 10_000
MOST_TOLD = 100
CHUNK = 1 << 20
TAKEN = {*SUFFIXES, ".pdf", ".docx", ".epub"} - {""}


@dataclass(frozen=True)
class BaseToSync:
    """The knowledge base that a job brings in step with its folder."""

    base_id: UUID


@dataclass
class Synced:
    """What was done, and what was passed over with the reason."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0
    passed_over: list[tuple[str, str]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "passed_over": self.passed_over[:MOST_TOLD]}


def roots_of(user: User) -> list[Path]:
    """The folders below which this person may name one, links resolved; those that are not there are left out."""
    found = []
    for root in settings.KNOWLEDGE_ROOTS:
        if "{email}" in root and (user.email.startswith(".") or "/" in user.email or "\0" in user.email):
            continue
        place = Path(os.path.realpath(root.replace("{email}", user.email)))
        if place.is_dir():
            found.append(place)
    return found


def allowed_folder(user: User, path: str) -> Path:
    """The folder with links resolved; the same refusal for what is not there and for what lies elsewhere."""
    if not path.startswith("/") or "\0" in path or len(path) > 1_000:
        raise InvalidInput.of("folder", "Expected the absolute path of a folder.")
    place = Path(os.path.realpath(path))
    if not place.is_dir() or not any(place.is_relative_to(root) for root in roots_of(user)):
        raise KnowledgeFolderNotAllowed(fields={"folder": [KnowledgeFolderNotAllowed.message]})
    return place


def ask_to_sync(*, base: KnowledgeBase, folder: str | None = None) -> Job:
    """The job that brings the knowledge base in step with that folder, or with the one it has."""
    place = allowed_folder(base.owner, folder if folder is not None else base.folder)
    with transaction.atomic():
        KnowledgeBase.objects.filter(pk=base.pk).update(folder=str(place))
        return enqueue(SYNC, BaseToSync(base.pk), owner=base.owner, title=f"Sync {base.name}"[:160])


def sync_folder(*, base: KnowledgeBase, told: Callable[[float, str], None], at: datetime) -> Synced:
    """Add, read again and remove documents until the knowledge base has what the folder has; a second time changes nothing."""
    place, synced = allowed_folder(base.owner, base.folder), Synced()
    known = {each.origin: each for each in base.documents.filter(source=Document.Source.FOLDER).select_related("base")}
    files = list(_files(place, synced))
    for name in known.keys() - {name for name, _ in files}:
        remove_document(document=known.pop(name))
        synced.removed += 1
    for done, (name, path) in enumerate(files):
        told(100 * done / len(files), name)
        try:
            _take(base, known.pop(name, None), name, path, synced)
        except DaimonError as error:
            synced.passed_over.append((name, error.message))
        except OSError as error:
            synced.passed_over.append((name, f"It cannot be read: {error.strerror}."))
    KnowledgeBase.objects.filter(pk=base.pk).update(synced_at=at, sync_report=synced.told())
    return synced


def _files(place: Path, synced: Synced) -> Iterator[tuple[str, Path]]:
    """Regular files of kinds that are taken, by their path below the folder; nothing is followed out of it."""
    count = 0
    for folder, folders, names in os.walk(place, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            below = str(path.relative_to(place))
            if name.startswith(".") or path.suffix.lower() not in TAKEN:
                continue
            count += 1
            if count > MOST_FILES or path.is_symlink() or not below.isprintable() or len(below) > 500:
                synced.passed_over.append(
                    (below[:500], "It is a link, its name cannot be shown, or there are too many files.")
                )
                continue
            yield below, path


def _take(base: KnowledgeBase, known: Document | None, name: str, path: Path, synced: Synced) -> None:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    if known is not None and known.digest == digest.hexdigest():
        synced.same += 1
        return
    document_id = known.pk if known is not None else uuid7()
    kept = keep_file(document_id, _chunks(path))
    if not kept.size:
        raise InvalidInput.of("file", "The file is empty.")
    try:
        with transaction.atomic():
            _write(base, known, document_id, name, size=kept.size, digest=kept.sha256)
    except IntegrityError as error:
        if "a_knowledge_base_holds_each_file_once" not in str(error):
            raise
        synced.passed_over.append((name, "Another document has the very same bytes."))
        return
    synced.added += known is None
    synced.changed += known is not None


def _write(
    base: KnowledgeBase, known: Document | None, document_id: UUID, name: str, *, size: int, digest: str
) -> None:
    document = known or Document(
        pk=document_id, base=base, source=Document.Source.FOLDER, origin=name, title=name[-300:], round=0
    )
    document.size, document.digest, document.round = size, digest, document.round + 1
    document.state, document.percent, document.problem, document.problem_code = State.WAITING, 0, "", ""
    document.save(force_insert=known is None)
    start(document)


def _chunks(path: Path) -> Iterator[bytes]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise InvalidInput.of("file", "It is no regular file.")
        while chunk := file.read(CHUNK):
            yield chunk
