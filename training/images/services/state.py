"""The current state of folders: counts and the open folder, in Redis for quick reading, and always rebuildable from the rows."""

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from training.images.locks import locked_folder
from training.images.models import Image, ImageFolder


def folder_key(folder_id: UUID) -> str:
    """Where a folder's state is kept."""
    return f"images:folder:{folder_id}"


def open_key(user_id: Any) -> str:
    """Where a person's open folder is kept."""
    return f"images:open:{user_id}"


def state_of_rows(folder: ImageFolder) -> dict[str, Any]:
    """The state as the rows say it is."""
    counts = Image.objects.filter(folder=folder).aggregate(
        total=Count("pk"),
        processed=Count("pk", filter=Q(is_processed=True)),
        problems=Count("pk", filter=~Q(problem_code="")),
        missing=Count("pk", filter=Q(is_missing=True)),
    )
    return {"revision": folder.revision, "written_revision": folder.written_revision, **counts}


def refresh_state(folder_id: UUID) -> dict[str, Any]:
    """Write the state anew from the rows. The folder is locked meanwhile, so that the last writer tells the newest."""
    with transaction.atomic():
        folder = locked_folder(folder_id)
        state = state_of_rows(folder)
        cache.set(folder_key(folder_id), state, timeout=None)
    return state


def kept_state(folder_id: UUID) -> dict[str, Any] | None:
    """The state as Redis has it; None where it has none or is away."""
    found: dict[str, Any] | None = cache.get(folder_key(folder_id))
    return found


def current_state(folder: ImageFolder) -> dict[str, Any]:
    """The kept state, rebuilt where there is none."""
    return kept_state(folder.pk) or refresh_state(folder.pk)


def forget_state(folder_id: UUID) -> None:
    """Remove the state of a folder that is gone."""
    cache.delete(folder_key(folder_id))


def last_opened(user: User) -> UUID | None:
    """The folder the rows say this person opened last."""
    rows = ImageFolder.objects.filter(owner=user, opened_at__isnull=False).order_by("-opened_at", "pk")
    return rows.values_list("pk", flat=True).first()


def refresh_open(user: User) -> UUID | None:
    """Write which folder is open anew from the rows."""
    folder_id = last_opened(user)
    if folder_id is None:
        cache.delete(open_key(user.pk))
    else:
        cache.set(open_key(user.pk), str(folder_id), timeout=None)
    return folder_id


def kept_open(user_id: Any) -> str | None:
    """The open folder as Redis has it."""
    found: str | None = cache.get(open_key(user_id))
    return found
