"""Image folders in the admin; training.admin takes them in."""

from training.images.admin import folder

__all__ = ["folder"]
