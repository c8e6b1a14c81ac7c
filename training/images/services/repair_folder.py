"""Mend a folder: every layer is brought to what the newest valid side says. Doing it again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from training.images.disk import metadata_file as disk
from training.images.disk.places import opened
from training.images.locks import locked_folder
from training.images.models import Image, ImageFolder
from training.images.rules.differences import FileFacts, differing_fields, file_is_newer
from training.images.rules.entry import Entry
from training.images.rules.metadata_file import Metadata
from training.images.services.change_images import Decision, Held, apply, finish_changes, record, rows_of, store_images
from training.images.services.index import embed_missing, index_images
from training.images.services.scan_folder import decide_scan, digests_of_new
from training.images.services.state import refresh_open, refresh_state
from training.images.services.verify_folder import (
    Looked,
    Report,
    file_differences,
    index_differences,
    look_at,
    verify_folder,
)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was found before, what is still open after, and copies that were kept of a file with unreadable parts."""

    before: Report
    after: Report
    kept: tuple[str, ...]

    @property
    def mended(self) -> int:
        """How many differences are gone."""
        return len(self.before.differences) - len(self.after.differences)


def repair_folder(*, folder: ImageFolder, at: datetime) -> Repaired:
    """Bring all layers into line. Unreadable parts of the file are kept in a copy beside it before they go.

    Raises what a change raises where the disk does not let it (full, read-only): then nothing was changed.
    """
    before = verify_folder(folder=folder)
    kept: list[str] = []
    if not before.is_whole:
        with transaction.atomic():
            kept = _mend(folder.pk, at)
        while embed_missing(folder.pk):
            pass
        refresh_state(folder.pk)
        refresh_open(folder.owner)
    return Repaired(before, verify_folder(folder=folder), tuple(kept))


def _mend(folder_id: UUID, at: datetime) -> list[str]:
    folder = locked_folder(folder_id)
    with opened(folder) as handle, disk.alone(handle):
        looked = look_at(folder, handle)
        kept = _keep_unreadable(handle, looked)
        _take_over_newer(looked)
        looked = replace(looked, rows=rows_of(folder, None))
        decision = decide_scan(looked.rows, looked.seen, digests_of_new(handle, folder, looked.seen))
        wrong = [each for each in file_differences(looked) if each.kind not in {"leftover", "changed_outside"}]
        _mend_index(list(looked.rows.values()))
        record(folder, looked.state, revision=folder.written_revision)  # from here on the file as it lies there is ours
        if wrong or decision:
            _write_anew(handle, looked, decision, sorted({each.path for each in wrong} & looked.rows.keys()), at)
        for leftover in set(looked.leftovers) - set(folder.intents.values_list("prepared", flat=True)):
            disk.drop(handle, leftover)
    return kept


def _keep_unreadable(handle: int, looked: Looked) -> list[str]:
    if looked.corrupt:
        return [disk.set_aside(handle, "corrupt", looked.state)]
    if looked.metadata.refused:
        return [disk.set_aside(handle, "before-repair", looked.state)]
    return []


def _take_over_newer(looked: Looked) -> None:
    """Make rows say what the file says where its entry is the newer; entries without an image get one."""
    held = Held(looked.folder, -1, looked.state, looked.metadata, looked.intents)
    facts = FileFacts(not held.is_ours, looked.state.changed_ns > looked.folder.file_changed_ns)
    ended = held.unwritten - looked.rows.keys()  # their end is on its way into the file
    newer: list[Image] = []
    for path, entry in looked.metadata.entries.items():
        row = looked.rows.get(path)
        if row is None and path not in ended:
            row = Image(folder=looked.folder, path=path, is_missing=path not in looked.seen.pictures)
        elif row is None or not _is_newer(entry, row, is_unwritten=path in held.unwritten, facts=facts):
            continue
        row.take(entry)
        newer.append(row)
    store_images(newer)
    highest = max((entry.revision for entry in looked.metadata.entries.values()), default=0)
    if highest > looked.folder.revision:
        looked.folder.revision = highest
        looked.folder.save(update_fields=["revision"])


def _is_newer(entry: Entry, row: Image, *, is_unwritten: bool, facts: FileFacts) -> bool:
    known = row.as_entry()
    return bool(differing_fields(known, entry)) and file_is_newer(known, entry, is_unwritten=is_unwritten, facts=facts)


def _mend_index(images: Sequence[Image]) -> None:
    wrong = {each.path for each in index_differences(images) if each.kind != "vector_missing"}
    index_images([image for image in images if image.path in wrong])


def _write_anew(handle: int, looked: Looked, decision: Decision, wrong: Sequence[str], at: datetime) -> None:
    """A change that writes the whole file from the rows, what cannot be read left out."""
    entries = {path: row.as_entry() for path, row in looked.rows.items()}
    held = Held(looked.folder, handle, looked.state, Metadata(entries), looked.intents)
    apply(held, looked.rows, decision, verb="repair", at=at, also=wrong, writes_file=True)
    transaction.on_commit(partial(finish_changes, looked.folder.pk))
