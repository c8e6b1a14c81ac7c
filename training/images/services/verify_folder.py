"""Compare a folder's layers and tell every difference."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction

from training.images.disk import metadata_file as disk
from training.images.disk.metadata_file import FileState
from training.images.disk.pictures import Seen, look
from training.images.disk.places import opened
from training.images.errors import MetadataCorrupt
from training.images.locks import locked_folder
from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.images.rules.differences import Difference, Layer, differing_fields
from training.images.rules.metadata_file import Metadata
from training.images.services.change_images import Held, parsed, rows_of
from training.images.services.index import indexed_digest, with_other_words
from training.images.services.state import kept_open, kept_state, last_opened, state_of_rows
from training.retrieval.installed import local_embedder

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """Every difference, in the order of layers and paths, and what the look at the disk passed over."""

    differences: tuple[Difference, ...]
    images: int
    passed_over: tuple[tuple[str, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all layers agree."""
        return not self.differences

    @property
    def by_layer(self) -> dict[str, int]:
        """How many differences each layer has."""
        counts = Counter(each.layer for each in self.differences)
        return {layer.value: counts[layer] for layer in Layer}


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything that was read of a folder at one moment, while nobody could change it."""

    folder: ImageFolder
    rows: dict[str, Image]
    intents: tuple[ImageIntent, ...]
    state: FileState
    metadata: Metadata
    corrupt: str
    leftovers: tuple[str, ...]
    seen: Seen


def verify_folder(*, folder: ImageFolder) -> Report:
    """Every difference between rows, file, search index, state and pictures; nothing is changed.

    FolderUnusable where the folder itself cannot be opened: then nothing can be said of it.
    """
    with transaction.atomic():
        locked = locked_folder(folder.pk)  # no writer is between two layers meanwhile
        with opened(locked) as handle:
            looked = look_at(locked, handle)
        images = list(looked.rows.values())
        found = [
            *file_differences(looked),
            *index_differences(images),
            *state_differences(locked),
            *picture_differences(looked),
        ]
    return Report(tuple(found), len(images), tuple(looked.seen.passed_over))


def look_at(folder: ImageFolder, handle: int) -> Looked:
    """Read the file, the rows and the disk of a locked folder."""
    state, metadata, corrupt = FileState(), Metadata(), ""
    try:
        state = disk.read_file(handle)
        metadata = parsed(state)
    except MetadataCorrupt as error:
        corrupt = error.message
    intents = tuple(folder.intents.order_by("revision"))
    return Looked(
        folder=folder,
        rows=rows_of(folder, None),
        intents=intents,
        state=state,
        metadata=metadata,
        corrupt=corrupt,
        leftovers=tuple(disk.leftovers(handle, folder.pk)),
        seen=look(handle),
    )


def file_differences(looked: Looked) -> Iterator[Difference]:
    """Where the file says something else than the rows."""
    held = Held(looked.folder, -1, looked.state, looked.metadata, looked.intents)
    for intent in looked.intents:
        yield _file("unfinished", "", f"The change {intent.revision} ({intent.verb}) was not brought to its end.")
    for name in set(looked.leftovers) - {intent.prepared for intent in looked.intents}:
        yield _file("leftover", "", f"{name} was prepared and belongs to no change.")
    if looked.corrupt:
        yield _file("corrupt", "", looked.corrupt)
    elif not held.is_ours:
        yield _file("changed_outside", "", "Another program wrote or removed the file.")
    for refused in looked.metadata.refused:
        yield _file("entry_refused", refused.key, f"The entry cannot be taken: {refused.reason}.")
    entries = looked.metadata.entries
    for path, row in looked.rows.items():
        if path not in entries:
            if not looked.corrupt:
                yield _file("entry_missing", path, "The file has no entry.")
        elif fields := differing_fields(row.as_entry(), entries[path]):
            yield _file("entry_differs", path, f"Other in the file: {', '.join(fields)}.")
    for path in entries.keys() - looked.rows.keys():
        yield _file("entry_unknown", path, "The file has an entry, and there is no image.")


def index_differences(images: Sequence[Image]) -> Iterator[Difference]:
    """Where the search index lacks an image, or holds something else than its row says."""
    embedder = local_embedder()
    for start in range(0, len(images), BATCH):
        batch = images[start : start + BATCH]
        rows = ImageEntry.objects.filter(image__in=[image.pk for image in batch])
        known = {pk: (digest, name) for pk, digest, name in rows.values_list("pk", "digest", "embedder")}
        other = with_other_words(batch)
        for image in batch:
            digest, name = known.get(image.pk, (None, ""))
            if digest is None:
                yield Difference(Layer.INDEX, "missing", image.path, "It cannot be found by search.")
            elif digest != indexed_digest(image) or image.pk in other:
                yield Difference(Layer.INDEX, "differs", image.path, "Search has other words of it.")
            elif embedder is not None and name != embedder.name:
                yield Difference(
                    Layer.INDEX, "vector_missing", image.path, "It has no vector of the installed embedder."
                )


def state_differences(folder: ImageFolder) -> Iterator[Difference]:
    """Where the state in Redis is missing, or tells other counts than the rows."""
    if not _redis_answers():
        yield Difference(Layer.STATE, "away", "", "Redis does not answer, so the current state cannot be compared.")
        return
    true, kept = state_of_rows(folder), kept_state(folder.pk)
    if kept is None:
        yield Difference(Layer.STATE, "missing", "", "There is no current state.")
    elif kept != true:
        fields = sorted(name for name in {*true, *kept} if true.get(name) != kept.get(name))
        yield Difference(Layer.STATE, "differs", "", f"Other in the state: {', '.join(fields)}.")
    opened_last = last_opened(folder.owner)
    if kept_open(folder.owner_id) != (str(opened_last) if opened_last else None):
        yield Difference(Layer.STATE, "open_differs", "", "Another folder is marked as the open one.")


def picture_differences(looked: Looked) -> Iterator[Difference]:
    """Where pictures came, went or came back since the last look."""
    there = looked.seen.pictures
    for path in there.keys() - looked.rows.keys():
        yield Difference(Layer.PICTURES, "new", path, "The picture is not known yet.")
    for path, row in looked.rows.items():
        if (path in there) == row.is_missing:
            kind, text = ("back", "The picture is there again.") if row.is_missing else ("gone", "The file is gone.")
            yield Difference(Layer.PICTURES, kind, path, text)


def _file(kind: str, path: str, text: str) -> Difference:
    return Difference(Layer.FILE, kind, path, text)


def _redis_answers() -> bool:
    """Whether values go to Redis and not to this process' memory in its place."""
    breaker: Any = getattr(cache, "breaker", None)
    cache.get("images:answers")
    return breaker is None or bool(breaker.is_closed)
