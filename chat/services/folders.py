"""Make, rename and delete folders of conversations."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from chat.models import Folder
from chat.models.folder import LONGEST_NAME
from chat.queries.folders import get_folder
from project.lib.errors import Conflict, InvalidInput

MOST_FOLDERS = 200


def make_folder(*, user: User, name: str) -> Folder:
    """A new, empty folder; Conflict where the person has one of that name."""
    if Folder.objects.filter(owner=user).count() >= MOST_FOLDERS:
        raise Conflict(f"At most {MOST_FOLDERS} folders.")
    return _saved(Folder(owner=user, name=_name(name)))


def rename_folder(*, user: User, folder_id: UUID, name: str) -> Folder:
    """Call the folder something else."""
    folder = get_folder(user, folder_id)
    folder.name = _name(name)
    return _saved(folder)


def delete_folder(*, user: User, folder_id: UUID) -> None:
    """Take the folder away; its conversations stay, in no folder."""
    get_folder(user, folder_id).delete()


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise InvalidInput.of("name", "A folder needs a name.")
    if len(name) > LONGEST_NAME:
        raise InvalidInput.of("name", f"At most {LONGEST_NAME} characters.")
    return name


def _saved(folder: Folder) -> Folder:
    try:
        with transaction.atomic():
            folder.save()
    except IntegrityError as error:
        raise Conflict(
            "You have a folder of this name.", fields={"name": ["You have a folder of this name."]}
        ) from error
    return folder
