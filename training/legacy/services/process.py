"""Process the image of a task that waited in the old installation, with what image folders do for every image."""

from pathlib import PurePosixPath

from accounts.models import User
from jobs.errors import PermanentFailure
from project.lib.clock import now
from training.images.rules.entry import Entry
from training.images.services.change_images import Decision, change_images
from training.images.services.process_folder import vision_models
from training.images.services.process_images import Tally, Watcher, process_images
from training.legacy.reading.places import folder_holding
from training.legacy.services.jobs import OldImage
from training.models import Image, ImageFolder


def process_old_image(*, owner: User, old: OldImage, watcher: Watcher) -> Tally:
    """Measure the image, and describe it where a vision model is at hand; PermanentFailure where no open folder holds it."""
    folders = {
        each.path: each for each in ImageFolder.objects.filter(owner=owner).exclude(path="").select_related("owner")
    }
    path = folder_holding(old.file, set(folders))
    if path is None:
        raise PermanentFailure(f"No image folder of yours holds {old.file}.", code="image_folder_closed")
    folder, name = folders[path], str(PurePosixPath(old.file).relative_to(path))
    image = Image.objects.filter(folder=folder, path=name).first() or _registered(folder, name, watcher)
    return process_images(folder=folder, images=[image], model=vision_models(owner).first(), watcher=watcher, clock=now)


def _registered(folder: ImageFolder, name: str, watcher: Watcher) -> Image:
    """The image's row, which the folder's file did not speak of."""

    def decide(rows: dict[str, Image]) -> Decision:
        return Decision() if name in rows else Decision(entries={name: Entry()})

    change_images(folder.pk, verb="register", decide=decide, at=now(), paths=[name], within=watcher.writes)
    return Image.objects.get(folder=folder, path=name)
