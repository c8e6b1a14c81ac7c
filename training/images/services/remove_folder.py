"""Close a folder of pictures for good."""

import shutil
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from jobs.services.cancel import cancel_batch
from project.lib.clock import now
from training.images.disk.places import archive_place, thumbnails_of
from training.images.models import ImageFolder
from training.images.services.state import forget_state, refresh_open


def remove_folder(*, folder: ImageFolder) -> None:
    """Take its rows away. A folder used in place stays on the disk as it is, its file included; an unpacked archive goes."""
    owner, folder_id = folder.owner, folder.pk
    is_archive = folder.source == ImageFolder.Source.ARCHIVE
    with transaction.atomic():
        if folder.batch is not None:
            cancel_batch(folder.batch, at=now())
        folder.delete()
        transaction.on_commit(partial(_clear, owner, folder_id, is_archive))


def _clear(owner: User, folder_id: UUID, is_archive: bool) -> Any:
    forget_state(folder_id)
    refresh_open(owner)
    shutil.rmtree(thumbnails_of(folder_id), ignore_errors=True)
    if is_archive:
        shutil.rmtree(archive_place(folder_id), ignore_errors=True)
