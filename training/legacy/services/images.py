"""Old image folders, opened in place by the services of image folders; their files stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from accounts.models import User
from project.lib.errors import DaimonError
from training.images.disk.places import allowed_place
from training.images.rules.entry import written_entry
from training.images.services.register_folder import MOST_FOLDERS, register_folder
from training.images.services.remove_folder import remove_folder
from training.legacy.reading.findings import Finding, Findings
from training.legacy.reading.places import file_of, folder_holding, is_there
from training.legacy.reading.survey import Survey
from training.legacy.services.digests import digest_of
from training.models import Image, ImageFolder, LegacyImport, LegacyRow


@dataclass(frozen=True)
class MovedFolder:
    """An old folder of images: where it is, and what its file says, if it has one."""

    path: str
    file: str
    described: frozenset[str]


def plan_folders(read: Survey, *, owner: User, findings: list[Finding]) -> list[MovedFolder]:
    """The folders with an ``image_metadata.json``, and those without one that hold an image some task waits for."""
    wanted = [MovedFolder(str(read.root / each.folder), each.file, each.paths) for each in read.images]
    known = {each.path for each in wanted}
    for task in read.tasks:
        file = file_of(str(read.root), task.file, task.image_path)
        if task.waits and folder_holding(file, known) is None and is_there(file):
            wanted.append(MovedFolder(str(Path(file).parent), task.file, frozenset()))
            known.add(wanted[-1].path)
    places = dict(ImageFolder.objects.filter(path__in=known).values_list("path", "owner_id"))
    room = MOST_FOLDERS - ImageFolder.objects.filter(owner=owner).count()
    taken: list[MovedFolder] = []
    for folder in wanted:
        is_new = folder.path not in places
        reason = _why_not(folder, owner=owner, holder=places.get(folder.path), has_room=not is_new or room > 0)
        if reason:
            told = Findings(folder.file)
            told.refused("", f"The folder {folder.path} is not taken: {reason}")
            findings += told.found
        else:
            room -= is_new
            taken.append(folder)
    return taken


def store_folder(run: LegacyImport, folder: MovedFolder, *, owner: User, at: datetime) -> Sequence[LegacyRow]:
    """Open it with everything its file says; the rows that undo that. Nothing when it is open already."""
    if ImageFolder.objects.filter(path=folder.path, owner=owner).exists():
        return []
    made = register_folder(
        user=owner, path=folder.path, name=_free_name(run, folder, owner), at=at, only_described=True
    )
    images = list(made.images.order_by("path"))
    rows = [
        LegacyRow(
            run=run,
            kind=LegacyRow.Kind.FOLDER,
            target=str(made.pk),
            digest=_folder_digest(made),
            file=folder.file,
            place=folder.path,
        )
    ]
    return rows + [
        LegacyRow(
            run=run,
            kind=LegacyRow.Kind.IMAGE,
            target=str(image.pk),
            digest=_image_digest(image),
            file=folder.file,
            place=image.path,
        )
        for image in images
    ]


def stored_folder_digests(targets: Iterable[str]) -> Mapping[str, str]:
    """The digests of the folders as they are now."""
    return {str(each.pk): _folder_digest(each) for each in ImageFolder.objects.filter(pk__in=list(targets))}


def stored_image_digests(targets: Iterable[str]) -> Mapping[str, str]:
    """The digests of the images as they are now; one that was described or edited since has another."""
    rows = Image.objects.filter(pk__in=list(targets)).order_by("pk")
    return {str(each.pk): _image_digest(each) for each in rows.iterator(1000)}


def extra_images(folders: Sequence[str], images: Sequence[str]) -> int:
    """How many images of these folders are none of these images."""
    return Image.objects.filter(folder_id__in=list(folders)).exclude(pk__in=list(images)).count()


def take_folders_back(targets: Sequence[str]) -> None:
    """Close the folders; what lies in them stays as it is."""
    for folder in ImageFolder.objects.filter(pk__in=[UUID(each) for each in targets]).select_related("owner"):
        remove_folder(folder=folder)


def _why_not(folder: MovedFolder, *, owner: User, holder: UUID | None, has_room: bool) -> str:
    if holder is not None and holder != owner.pk:
        return "somebody else has it open."
    if not has_room:
        return f"a person can have {MOST_FOLDERS} image folders."
    try:
        place = allowed_place(owner, folder.path)
    except DaimonError as error:
        return error.message
    return "" if str(place) == folder.path else f"a part of its path is a link; it lies at {place}."


def _free_name(run: LegacyImport, folder: MovedFolder, owner: User) -> str:
    """The folder's path below the old root, with a number where the person has a folder of this name."""
    root = Path(run.path)
    path = Path(folder.path)
    below = path.relative_to(root.parent) if path.is_relative_to(root) else path
    name = " ".join(str(below)[-100:].split()) or "images"
    names = set(ImageFolder.objects.filter(owner=owner).values_list("name", flat=True))
    return next(
        each
        for number in range(1, len(names) + 2)
        if (each := name if number == 1 else f"{name} ({number})") not in names
    )


def _folder_digest(folder: ImageFolder) -> str:
    return digest_of(str(folder.owner_id), folder.name, folder.path)


def _image_digest(image: Image) -> str:
    return digest_of(image.path, written_entry(image.as_entry()))
