"""Read a whole old folder: everything is validated before anything is decided."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from training.legacy.reading.findings import Finding, Findings, Weight
from training.legacy.reading.folder import IMAGE_METADATA, QUEUE_STATE, SETTINGS, LegacyFolder, Seal
from training.legacy.reading.images import OldImages, read_images
from training.legacy.reading.settings import OldSetting, read_settings
from training.legacy.reading.strict_json import Unreadable
from training.legacy.reading.tasks import OldTask, read_tasks


@dataclass
class Survey:
    """What an old folder holds. With a broken file nothing of it may be moved in."""

    root: Path
    seals: list[Seal] = field(default_factory=list)
    tasks: list[OldTask] = field(default_factory=list)
    images: list[OldImages] = field(default_factory=list)
    settings: list[OldSetting] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_broken(self) -> bool:
        """Whether a file cannot be read as a whole."""
        return any(each.weight == Weight.BROKEN for each in self.findings)

    @property
    def manifest(self) -> list[dict[str, object]]:
        """Every file with size and checksum."""
        return [asdict(seal) for seal in self.seals]

    @property
    def digest(self) -> str:
        """One checksum for all files."""
        return hashlib.sha256(json.dumps(self.manifest, sort_keys=True).encode()).hexdigest()


def survey(folder: LegacyFolder, *, at: datetime) -> Survey:
    """Everything the folder holds and everything that is wrong with it; reads each file once."""
    found = Survey(folder.root)
    listing = Findings("")
    for name in folder.files(listing):
        _read(folder, name, found, at=at)
    if not found.seals and not found.findings:
        listing.broken("", f"There is no {QUEUE_STATE}, {IMAGE_METADATA} or {SETTINGS} in it or below it.")
    found.findings += listing.found
    _leave_out_repeated_tasks(found)
    return found


def seals_of(folder: LegacyFolder) -> list[Seal]:
    """The manifest of the folder as it is now; a file that cannot be read any more has no checksum."""
    found: list[Seal] = []
    for name in folder.files(Findings("")):
        try:
            found.append(folder.read(name)[1])
        except Unreadable:
            found.append(Seal(name, -1, ""))
    return found


def _read(folder: LegacyFolder, name: str, found: Survey, *, at: datetime) -> None:
    findings = Findings(name)
    try:
        raw, seal = folder.read(name)
        found.seals.append(seal)
        if name == SETTINGS:
            found.settings += read_settings(raw, findings)
        elif name.endswith(QUEUE_STATE):
            found.tasks += read_tasks(raw, findings, at=at)
        else:
            found.images.append(read_images(raw, findings))
    except Unreadable as error:
        findings.broken(error.place, error.reason)
    found.findings += findings.found


def _leave_out_repeated_tasks(found: Survey) -> None:
    """A task that stands in two state files is taken from the first."""
    kept: dict[bytes, OldTask] = {}
    for task in found.tasks:
        known = kept.setdefault(task.identity, task)
        if known is not task:
            findings = Findings(task.file)
            findings.refused(task.place, f"This is the same task as {known.place} of {known.file}, which is taken.")
            found.findings += findings.found
    found.tasks = list(kept.values())
