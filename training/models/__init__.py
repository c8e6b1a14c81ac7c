"""Providers, the models they serve, and folders of pictures."""

from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.models.language_model import LanguageModel
from training.models.probe import ProviderProbe
from training.models.provider import Provider

__all__ = ["Image", "ImageEntry", "ImageFolder", "ImageIntent", "LanguageModel", "Provider", "ProviderProbe"]
