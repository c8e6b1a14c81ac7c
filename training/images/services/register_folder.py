"""Open a folder of pictures: one that lies below an allowed root, or one unpacked from an archive."""

import shutil
from collections.abc import Callable
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from training.images.disk import metadata_file as disk
from training.images.disk.pictures import look
from training.images.disk.places import allowed_place, archive_place, opened
from training.images.disk.unpack import unpack
from training.images.errors import FolderTaken, TooManyFolders
from training.images.models import Image, ImageFolder
from training.images.rules.entry import Entry
from training.images.services.change_images import Decision, change_images, parsed, record
from training.images.services.index import index_images
from training.images.services.state import refresh_open, refresh_state

MOST_FOLDERS = 100
BATCH = 500


def register_folder(
    *, user: User, path: str, name: str = "", at: datetime, only_described: bool = False
) -> ImageFolder:
    """The folder at that path as this person's: what its ``image_metadata.json`` says is taken over, pictures it lacks are added.

    With ``only_described`` nothing is written on the disk: images are made for the file's entries alone.
    """
    place = allowed_place(user, path)
    folder = ImageFolder(
        owner=user,
        name=clean_name(name or place.name),
        source=ImageFolder.Source.PLACE,
        path=str(place),
        opened_at=at,
    )
    return _made(folder, at=at, only_described=only_described)


def upload_folder(*, user: User, archive: IO[bytes], name: str, at: datetime) -> ImageFolder:
    """The pictures of a zip archive as a folder of this person; ArchiveRefused, and nothing kept, where it is no good one."""
    folder = ImageFolder(pk=uuid7(), owner=user, name=clean_name(name), source=ImageFolder.Source.ARCHIVE, opened_at=at)
    if ImageFolder.objects.filter(owner=user, name=folder.name).exists():  # asked early: unpacking takes a while
        raise _name_taken()
    place = archive_place(folder.pk)
    most = settings.IMAGE_ARCHIVE_MEGABYTES * 1_000_000
    unpack(archive, place, most_packed=most, most_unpacked=2 * most)
    try:
        return _made(folder, at=at, only_described=False)
    except BaseException:
        if not ImageFolder.objects.filter(pk=folder.pk).exists():
            shutil.rmtree(place, ignore_errors=True)
        raise


def rename_folder(*, folder: ImageFolder, name: str) -> ImageFolder:
    """The folder under another name; its place stays."""
    folder.name = clean_name(name)
    _told_when_taken(lambda: folder.save(update_fields=["name"]))
    return folder


def open_folder(*, folder: ImageFolder, at: datetime) -> ImageFolder:
    """The folder as the one its owner has open."""
    folder.opened_at = at
    folder.save(update_fields=["opened_at"])
    transaction.on_commit(lambda: refresh_open(folder.owner))
    return folder


def clean_name(name: str) -> str:
    """The name with single blanks; InvalidInput where it is empty, too long or not printable."""
    name = " ".join(name.split())
    if not name or len(name) > 120 or not name.isprintable():
        raise InvalidInput.of("name", "Expected a name of 1 to 120 characters.")
    return name


def _made(folder: ImageFolder, *, at: datetime, only_described: bool) -> ImageFolder:
    with transaction.atomic():
        _refuse_too_many(folder.owner)
        _told_when_taken(lambda: folder.save(force_insert=True))
        with opened(folder) as handle:
            state = disk.read_file(handle)
            metadata = parsed(state)
            pictures = look(handle).pictures
        images = [_image(folder, path, entry, path in pictures) for path, entry in metadata.entries.items()]
        Image.objects.bulk_create(images, batch_size=BATCH)
        index_images(images)
        folder.revision = max((image.revision for image in images), default=0)
        folder.scanned_at = at
        folder.save(update_fields=["revision", "scanned_at"])
        record(folder, state, revision=folder.revision)
        if not only_described:
            new = {path: Entry() for path in pictures if path not in metadata.entries}
            change_images(folder.pk, verb="register", decide=lambda _: Decision(entries=new), at=at, paths=new)
        transaction.on_commit(lambda: _tell(folder))
    folder.refresh_from_db()
    return folder


def _tell(folder: ImageFolder) -> None:
    refresh_state(folder.pk)
    refresh_open(folder.owner)


def _image(folder: ImageFolder, path: str, entry: Entry, is_there: bool) -> Image:
    image = Image(folder=folder, path=path, is_missing=not is_there)
    image.take(entry)
    return image


def _refuse_too_many(user: User) -> None:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if ImageFolder.objects.filter(owner=user).count() >= MOST_FOLDERS:
        raise TooManyFolders(f"You can have {MOST_FOLDERS} image folders. Remove one first.")


def _told_when_taken(save: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        if "a_place_is_one_image_folder" in str(error):
            raise FolderTaken(
                "This folder is open already.", fields={"path": ["This folder is open already."]}
            ) from error
        if "a_person_names_an_image_folder_once" in str(error):
            raise _name_taken() from error
        raise


def _name_taken() -> FolderTaken:
    message = "You have an image folder of this name."
    return FolderTaken(message, fields={"name": [message]})
