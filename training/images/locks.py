"""The one place that locks rows of image folders."""

from uuid import UUID

from training.images.errors import ImageFolderNotFound
from training.images.models import ImageFolder


def locked_folder(folder_id: UUID) -> ImageFolder:
    """The folder with its owner, locked until the transaction ends: whoever holds it is the only writer of rows and file."""
    rows = ImageFolder.objects.select_for_update(of=("self",), no_key=True).select_related("owner")
    folder = rows.filter(pk=folder_id).first()
    if folder is None:
        raise ImageFolderNotFound
    return folder
