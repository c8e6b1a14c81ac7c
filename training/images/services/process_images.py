"""The work of one processing job: measure each picture, let a model see it, and save what was found."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from project.lib.errors import DaimonError
from training.images.disk.pictures import read_picture
from training.images.disk.places import opened
from training.images.models import Image, ImageFolder
from training.images.rules.description import Description
from training.images.rules.entry import Entry
from training.images.services.change_images import Decision, change_images
from training.images.services.describe import describe
from training.images.services.measure import keep_drawn, measure, shown_to_model, thumbnail_path
from training.models import LanguageModel
from training.providers import ProviderError

SAVE_SECONDS = 2.0
EMPTY = {
    name: getattr(Entry(), name)
    for name in ("width", "height", "format", "size", "sha256", "perceptual_hash", "colours", "exif", "taken_at")
}


class Watcher(Protocol):
    """What a job's context offers here."""

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far it is; raises when there is no point in going on."""

    def check(self) -> None:
        """Raise when there is no point in going on."""

    def writes(self) -> AbstractContextManager[None]:
        """A transaction that commits only while the job is still ours."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one picture turned out to be; ``is_done`` is false where a provider failed and another try may help."""

    values: dict[str, Any]
    description: Description | None = None
    model: str = ""
    is_done: bool = True


@dataclass
class Tally:
    """What a job did."""

    processed: int = 0
    described: int = 0
    problems: int = 0
    failures: list[ProviderError] = field(default_factory=list)


def process_images(
    *,
    folder: ImageFolder,
    images: list[Image],
    model: LanguageModel | None,
    watcher: Watcher,
    clock: Callable[[], datetime],
) -> Tally:
    """Process the images one after the other; what is found is saved every two seconds, and at the end.

    A picture that cannot be read gets its reason and counts as processed. A provider's failure is kept with the image,
    which stays unprocessed, and is raised at the end, so that the job is tried again for what is left.
    """
    tally = Tally()
    waiting: dict[str, Found] = {}
    saved_at = monotonic()
    for number, image in enumerate(images):
        watcher.progress(100 * number / len(images), f"{number + 1} of {len(images)}: {image.path}"[:200])
        waiting[image.path] = _looked_at(folder, image, model, tally, watcher)
        if monotonic() - saved_at >= SAVE_SECONDS:
            _save(folder, waiting, watcher, clock())
            waiting, saved_at = {}, monotonic()
    _save(folder, waiting, watcher, clock())
    if tally.failures:
        raise tally.failures[0]
    return tally


def _looked_at(folder: ImageFolder, image: Image, model: LanguageModel | None, tally: Tally, watcher: Watcher) -> Found:
    tally.processed += 1
    try:
        with opened(folder) as handle:
            content = read_picture(handle, image.path)
        measured = measure(content)
    except DaimonError as error:
        if error.status >= 500:
            raise
        tally.problems += 1
        return Found({**EMPTY, "problem_code": error.code, "problem": error.message[:300]})
    keep_drawn(thumbnail_path(folder.pk, image.pk), measured.thumbnail)
    values = {**measured.values, "problem_code": "", "problem": ""}
    if model is None:
        return Found(values)
    try:
        description = describe(model, shown_to_model(content), check=watcher.check)
    except DaimonError as error:
        tally.problems += 1
        may_heal = isinstance(error, ProviderError)
        if may_heal:
            tally.failures.append(error)  # type: ignore[arg-type]  # it is one
        told = {"problem_code": error.code, "problem": error.message[:300]}
        return Found({**values, **told}, is_done=not may_heal)
    tally.described += 1
    return Found(values, description, model.name)


def _save(folder: ImageFolder, waiting: dict[str, Found], watcher: Watcher, at: datetime) -> None:
    if not waiting:
        return

    def decide(rows: dict[str, Image]) -> Decision:
        return Decision(entries={path: merged(row.as_entry(), waiting[path], at) for path, row in rows.items()})

    change_images(folder.pk, verb="process", decide=decide, at=at, paths=waiting, within=watcher.writes)


def merged(entry: Entry, found: Found, at: datetime) -> Entry:
    """The entry with what was found. Words that a person wrote stay; a model's own earlier words are replaced."""
    entry = replace(entry, **found.values, is_processed=found.is_done, processed_at=at)
    seen = found.description
    if seen is None:
        return entry
    by_model = bool(entry.described_by)
    return replace(
        entry,
        description=seen.description if by_model or not entry.description else entry.description,
        tags=seen.tags if by_model or not entry.tags else entry.tags,
        text_content=seen.text_content if by_model or not entry.text_content else entry.text_content,
        described_by=found.model[:200] if by_model or not (entry.description or entry.tags) else "",
    )
