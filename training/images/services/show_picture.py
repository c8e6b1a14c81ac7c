"""A picture as a browser may have it: drawn anew in a worker, never the file itself."""

from training.images.disk.pictures import read_picture
from training.images.disk.places import opened
from training.images.models import Image
from training.images.services.measure import keep_drawn, measure, shown_to_model, thumbnail_path


def small_picture(image: Image) -> bytes:
    """The thumbnail as WebP, made and kept where there is none; ImageRefused where it cannot be."""
    place = thumbnail_path(image.folder_id, image.pk)
    try:
        return place.read_bytes()
    except OSError:
        pass
    made = measure(_content(image)).thumbnail
    keep_drawn(place, made)
    return made


def large_picture(image: Image) -> bytes:
    """The picture as JPEG of at most 1024 pixels; ImageRefused where it cannot be."""
    return shown_to_model(_content(image))


def _content(image: Image) -> bytes:
    with opened(image.folder) as handle:
        return read_picture(handle, image.path)
