"""The one way that pictures' metadata change: rows and search rows in one transaction, then the file, then the state.

The whole new file is on the disk, under another name, before the transaction commits, so a full disk or a read-only folder
stops the change with nothing done. The intent row, committed with the rows, says which file waits; if the process ends
before it took its place, the next change, ``finish_changes`` or a repair puts it there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from project.lib.errors import DaimonError
from project.lib.fail_points import fail_point
from training.images.disk import metadata_file as disk
from training.images.disk.metadata_file import FileState
from training.images.disk.places import opened
from training.images.errors import ChangedOutside, MetadataCorrupt
from training.images.locks import locked_folder
from training.images.models import Image, ImageFolder, ImageIntent
from training.images.rules.entry import NAMES, Entry
from training.images.rules.metadata_file import CorruptMetadata, Metadata, read_metadata, written_metadata
from training.images.services.index import index_images
from training.images.services.state import refresh_state

log = structlog.get_logger(__name__)
BATCH = 500
COLUMNS = list(NAMES)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to change: new entries by path, paths that end, images that move, and whether pictures are there."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    moves: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.entries or self.ended or self.moves or self.missing or self.found)

    @property
    def paths(self) -> list[str]:
        """Every path that the file must be looked at for."""
        return sorted({*self.entries, *self.ended, *self.moves, *self.moves.values()})


@dataclass(frozen=True, slots=True)
class Held:
    """A folder that is locked in the database and open on the disk, with its file as read."""

    folder: ImageFolder
    handle: int
    state: FileState
    metadata: Metadata
    intents: tuple[ImageIntent, ...]

    @property
    def unwritten(self) -> set[str]:
        """Paths that committed changes have and the file may lack."""
        return {path for intent in self.intents for path in intent.paths}

    @property
    def is_ours(self) -> bool:
        """Whether the file is one that this installation wrote or read last."""
        return self.state.digest in {self.folder.file_digest, *(intent.digest for intent in self.intents)}


Decide = Callable[[dict[str, Image]], Decision]


def change_images(
    folder_id: UUID,
    *,
    verb: str,
    decide: Decide,
    at: datetime,
    paths: Iterable[str] | None = None,
    within: Callable[[], AbstractContextManager[None]] = transaction.atomic,
) -> Decision:
    """What ``decide`` said of the locked rows, done in all three layers; nothing at all where it raises or says nothing.

    ``decide`` gets the rows of ``paths`` (all where there are none given) by path. ``within`` opens the transaction, for
    jobs that guard theirs. The file follows when the outermost transaction commits.
    """
    with within():
        folder = locked_folder(folder_id)
        with opened(folder) as handle, disk.alone(handle):
            held = hold(folder, handle)
            rows = rows_of(folder, paths)
            decision = decide(rows)
            if decision:
                apply(held, rows, decision, verb=verb, at=at)
                transaction.on_commit(partial(finish_changes, folder_id))
    return decision


def hold(folder: ImageFolder, handle: int) -> Held:
    """The locked folder with its file, checked; MetadataCorrupt or ChangedOutside where no change may build on it."""
    state = disk.read_file(handle)
    held = Held(folder, handle, state, parsed(state), tuple(folder.intents.order_by("revision")))
    if not held.is_ours:
        raise ChangedOutside
    return held


def parsed(state: FileState) -> Metadata:
    """The file's entries; MetadataCorrupt where it has none to read."""
    if not state.digest:
        return Metadata()
    try:
        return read_metadata(state.content)
    except CorruptMetadata as error:
        raise MetadataCorrupt(f"image_metadata.json cannot be read. {error} Repair the folder.") from error


def rows_of(folder: ImageFolder, paths: Iterable[str] | None) -> dict[str, Image]:
    """The folder's rows by path, all of them or those asked for."""
    rows = Image.objects.filter(folder=folder)
    if paths is not None:
        rows = rows.filter(path__in=list(paths))
    return {row.path: row for row in rows.order_by("path")}


def apply(
    held: Held,
    rows: dict[str, Image],
    decision: Decision,
    *,
    verb: str,
    at: datetime,
    also: Sequence[str] = (),
    writes_file: bool = False,
) -> None:
    """Write rows, search rows and the intent in the running transaction, with the new file waiting on the disk.

    ``writes_file`` writes it although no entry changes; ``also`` are paths whose rows the file is known to lack.
    """
    folder = held.folder
    folder.revision += 1
    _mark(folder, decision)
    changed = _write_rows(folder, rows, decision)
    if not decision.paths and not writes_file:
        _save_revision(folder, is_written=not held.intents)
        return
    fail_point("images.rows_written")
    index_images(changed)
    fail_point("images.index_written")
    content = written_metadata(_new_metadata(held, decision, changed))
    name = disk.prepared_name(folder.pk, folder.revision)
    for leftover in disk.leftovers(held.handle, folder.pk):
        if leftover not in {intent.prepared for intent in held.intents}:
            disk.drop(held.handle, leftover)
    disk.prepare(held.handle, name, content)
    fail_point("images.file_prepared")
    try:
        ImageIntent.objects.create(
            folder=folder,
            revision=folder.revision,
            verb=verb,
            paths=sorted({*decision.paths, *also}),
            prepared=name,
            digest=disk.digest_of(content),
            created_at=at,
        )
        _save_revision(folder, is_written=False)
    except BaseException:
        disk.drop(held.handle, name)
        raise


def finish_changes(folder_id: UUID) -> bool:
    """Put the newest committed file in its place and bring the state up to date; whether there was anything to do.

    May run at any time and any number of times. A file that another program changed meanwhile is left alone.
    """
    fail_point("images.committed")
    try:
        with transaction.atomic():
            folder = locked_folder(folder_id)
            is_done = _finish(folder)
    except DaimonError as error:
        error.message = f"The change is kept, but it is not in the file yet. {error.message}"
        ImageFolder.objects.filter(pk=folder_id).update(problem=error.message[:300])
        refresh_state(folder_id)
        raise
    fail_point("images.file_recorded")
    refresh_state(folder_id)
    return is_done


def _finish(folder: ImageFolder) -> bool:
    intents = list(folder.intents.order_by("revision"))
    if not intents:
        return False
    newest = intents[-1]
    with opened(folder) as handle, disk.alone(handle):
        state = disk.read_file(handle)
        held = Held(folder, handle, state, Metadata(), tuple(intents))
        if not held.is_ours:
            raise ChangedOutside("Another program changed image_metadata.json meanwhile. Repair the folder.")
        if state.digest != newest.digest:
            _put(held, newest)
        record(folder, disk.read_file(handle), revision=folder.revision)
        folder.intents.filter(revision__lte=newest.revision).delete()
        for leftover in disk.leftovers(handle, folder.pk):
            disk.drop(handle, leftover)
    return True


def _put(held: Held, newest: ImageIntent) -> None:
    try:
        disk.replace(held.handle, newest.prepared)
    except FileNotFoundError:
        log.warning("image_file_written_anew", folder=str(held.folder.pk), revision=newest.revision)
        base = Held(held.folder, held.handle, held.state, parsed(held.state), held.intents)
        disk.prepare(held.handle, newest.prepared, written_metadata(_new_metadata(base, Decision(), [])))
        disk.replace(held.handle, newest.prepared)
    fail_point("images.file_replaced")


def record(folder: ImageFolder, state: FileState, *, revision: int) -> None:
    """Remember the file as the one that has everything up to that revision."""
    folder.file_digest, folder.file_changed_ns, folder.problem = state.digest, state.changed_ns, ""
    folder.written_revision = max(revision, folder.written_revision)
    folder.save(update_fields=["file_digest", "file_changed_ns", "written_revision", "problem"])


def _mark(folder: ImageFolder, decision: Decision) -> None:
    images = Image.objects.filter(folder=folder)
    images.filter(path__in=decision.missing).update(is_missing=True)
    images.filter(path__in=decision.found).update(is_missing=False)


def _write_rows(folder: ImageFolder, rows: dict[str, Image], decision: Decision) -> list[Image]:
    """The rows that are new or changed, stored; their search rows are not."""
    images = Image.objects.filter(folder=folder)
    images.filter(path__in=decision.ended).delete()
    moved = []
    for old, new in decision.moves.items():
        row = rows[old]
        row.path, row.is_missing, row.revision = new, False, folder.revision
        moved.append(row)
    old_rows = [rows[path] for path in decision.entries if path in rows]
    new_rows = [Image(folder=folder, path=path) for path in decision.entries if path not in rows]
    for row in [*old_rows, *new_rows]:
        row.take(_with_revision(decision.entries[row.path], folder.revision))
    Image.objects.bulk_update(moved, ["path", "is_missing", "revision"], batch_size=BATCH)
    store_images([*old_rows, *new_rows])
    return [*moved, *old_rows, *new_rows]


def store_images(images: Sequence[Image]) -> None:
    """Insert or change the rows of these images, as they are now."""
    # an upsert by id: bulk_update writes one CASE for each column and takes far longer
    Image.objects.bulk_create(
        images, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=COLUMNS
    )


def _with_revision(entry: Entry, revision: int) -> Entry:
    return replace(entry, revision=revision)


def _new_metadata(held: Held, decision: Decision, changed: Iterable[Image]) -> Metadata:
    """The file's entries with every path that is or was changed replaced by its row."""
    entries = dict(held.metadata.entries)
    stale = (held.unwritten | set(decision.ended) | set(decision.moves)) - {row.path for row in changed}
    for path in stale:
        entries.pop(path, None)
    entries.update({row.path: row.as_entry() for row in rows_of(held.folder, stale).values()})
    entries.update({row.path: row.as_entry() for row in changed})
    return Metadata(entries, held.metadata.refused)


def _save_revision(folder: ImageFolder, *, is_written: bool) -> None:
    fields: dict[str, Any] = {"revision": folder.revision}
    if is_written:  # nothing of this change belongs into the file
        fields["written_revision"] = folder.revision
    for name, value in fields.items():
        setattr(folder, name, value)
    folder.save(update_fields=list(fields))
