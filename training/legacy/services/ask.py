"""Ask for a move or a rollback as a job, which is how the admin does it."""

from uuid import UUID

from accounts.models import User
from jobs.models import Job
from jobs.services.enqueue import enqueue
from training.images.disk.places import roots_of
from training.legacy.errors import LegacyFolderUnusable
from training.legacy.services.plan import legacy_folder
from training.models import LegacyImport

MOVE_IN = "training.move_in"
ROLL_BACK = "training.roll_back_move"


def ask_to_move_in(*, path: str, owner: User, by: User, applies: bool) -> Job:
    """A job that checks the folder or moves it in; LegacyFolderUnusable unless it lies below one of IMAGE_ROOTS.

    The command reads any folder: whoever runs it can read the disk anyway.
    """
    folder = legacy_folder(path)
    if not any(folder.root.is_relative_to(root) for root in roots_of(owner)):
        message = f"{path} lies below none of the roots in IMAGE_ROOTS. Add it there, or use the command import_legacy."
        raise LegacyFolderUnusable.of("path", message)
    payload = {"path": str(folder.root), "owner_id": owner.pk, "started_by_id": by.pk, "applies": applies}
    return enqueue(MOVE_IN, payload, owner=by)


def ask_to_roll_back(*, run: LegacyImport, by: User, discards_changes: bool) -> Job:
    """A job that takes the run back."""
    run_id: UUID = run.pk
    return enqueue(ROLL_BACK, {"run_id": run_id, "discards_changes": discards_changes}, owner=by)
