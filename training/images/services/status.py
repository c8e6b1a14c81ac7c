"""Whether a person can work with pictures right now, truthfully, and if not, why."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from project.lib.errors import DaimonError
from training.images.disk.places import opened
from training.images.models import ImageFolder
from training.images.queries.search import engine_in_use
from training.images.services.process_folder import vision_models
from training.images.services.state import current_state, kept_open, refresh_open


@dataclass(frozen=True, slots=True)
class InitStatus:
    """``is_initialized`` only where a folder is open, can be reached and holds pictures; ``reason`` says what is missing."""

    is_initialized: bool
    reason: str
    folder: ImageFolder | None
    state: dict[str, Any] | None
    engine: str
    sees: bool


def init_status(user: User) -> InitStatus:
    """Looked up anew each time: the open folder, its disk, its counts."""
    folder = open_folder_of(user)
    state: dict[str, Any] | None = None
    if folder is None:
        reason = "No image folder is open. Register one, or upload an archive."
    else:
        reason = _unreachable(folder)
        state = current_state(folder)
        if not reason and not state["total"]:
            reason = f"The folder {folder.name} holds no pictures."
        elif not reason and folder.problem:
            reason = folder.problem
    return InitStatus(not reason, reason, folder, state, engine_in_use(), vision_models(user).exists())


def open_folder_of(user: User) -> ImageFolder | None:
    """The folder this person opened last, by the state and, where that knows none that exists, by the rows."""
    mine = ImageFolder.objects.filter(owner=user).select_related("owner")
    kept = kept_open(user.pk)
    found = mine.filter(pk=kept).first() if kept else None
    if found is not None:
        return found
    folder_id = refresh_open(user)
    return mine.filter(pk=folder_id).first() if folder_id else None


def _unreachable(folder: ImageFolder) -> str:
    try:
        with opened(folder):
            return ""
    except DaimonError as error:
        return error.message
