"""What a run over an old folder will do, decided before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import User
from project.lib.errors import InvalidInput
from training.legacy.errors import LegacyFolderUnusable
from training.legacy.reading.findings import Finding, Findings
from training.legacy.reading.folder import LegacyFolder
from training.legacy.reading.places import file_of, folder_holding, is_there
from training.legacy.reading.settings import OldSetting
from training.legacy.reading.survey import Survey, survey
from training.legacy.reading.tasks import OldTask
from training.legacy.services.images import MovedFolder, plan_folders


@dataclass(frozen=True)
class Plan:
    """Everything that can be taken, and every line that cannot. The same folder makes the same plan."""

    folder: LegacyFolder
    survey: Survey
    owner: User
    folders: Sequence[MovedFolder]
    tasks: Sequence[OldTask]
    settings: Sequence[OldSetting]
    findings: Sequence[Finding]

    @property
    def root(self) -> str:
        """The old folder's real path."""
        return str(self.folder.root)

    @property
    def found(self) -> dict[str, int]:
        """How much can be taken, by kind."""
        by_status = {
            name: sum(1 for task in self.tasks if task.status == name)
            for name in ("completed", "failed", "pending", "processing", "interrupted")
        }
        images = sum(len(each.described) for each in self.folders)
        return {
            "tasks": len(self.tasks),
            **{name: count for name, count in by_status.items() if count},
            "folders": len(self.folders),
            "images": images,
            "settings": len(self.settings),
        }

    @property
    def size(self) -> int:
        """How many entries are to be stored."""
        return len(self.tasks) + len(self.folders) + len(self.settings)


def legacy_folder(path: str) -> LegacyFolder:
    """The folder at this path, or LegacyFolderUnusable."""
    try:
        root = Path(path).resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise LegacyFolderUnusable.of("path", f"{path}: {reason}.") from error
    if not root.is_dir():
        raise LegacyFolderUnusable.of("path", f"{path} is no folder.")
    if len(str(root)) > 1000 or not str(root).isprintable():
        raise LegacyFolderUnusable.of(
            "path", "The path is longer than 1000 characters or holds characters that are none."
        )
    return LegacyFolder(root, most_bytes=settings.MOVE_IN_FILE_BYTES)


def owner_of_moved(email: str = "") -> User:
    """The person with this address, or without one the founding owner; InvalidInput when there is none."""
    if email:
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise InvalidInput.of("owner", f"There is no active account with the address {email}.")
        return found
    owner = User.objects.filter(is_founding_owner=True, is_active=True).first()
    if owner is None:
        raise InvalidInput.of("owner", "Nobody owns this installation yet: name a person by e-mail address.")
    return owner


def make_plan(folder: LegacyFolder, *, owner: User, at: datetime) -> Plan:
    """Read and validate the whole folder; with a broken file the plan is empty."""
    read = survey(folder, at=at)
    if read.is_broken:
        return Plan(folder, read, owner, [], [], [], read.findings)
    findings: list[Finding] = list(read.findings)
    folders = plan_folders(read, owner=owner, findings=findings)
    known = {each.path for each in folders}
    tasks = [task for task in read.tasks if _can_be_taken(task, str(folder.root), known, findings)]
    return Plan(folder, read, owner, folders, tasks, read.settings, findings)


def _can_be_taken(task: OldTask, root: str, folders: set[str], findings: list[Finding]) -> bool:
    """Whether a task has ended, or its image is here in a folder that can be opened."""
    if not task.waits:
        return True
    file = file_of(root, task.file, task.image_path)
    reason = ""
    if not is_there(file):
        reason = f"It waits for an image that is not here: there is no {file}."
    elif folder_holding(file, folders) is None:
        reason = f"It waits for an image in a folder that cannot be opened: {file}."
    if reason:
        told = Findings(task.file)
        told.refused(task.place, reason)
        findings += told.found
    return not reason
