"""Folders of pictures, what is known of each picture, its search row, and changes whose file is not written yet."""

from training.images.models.folder import ImageFolder
from training.images.models.image import Image, ImageEntry
from training.images.models.intent import ImageIntent

__all__ = ["Image", "ImageEntry", "ImageFolder", "ImageIntent"]
