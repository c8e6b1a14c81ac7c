"""Providers, the models they serve, datasets, folders of pictures, and moves from old folders."""

from training.datasets.models import Dataset, DatasetVersion, Sample
from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.legacy.models import LegacyImport, LegacyLine, LegacyRow
from training.models.language_model import LanguageModel
from training.models.probe import ProviderProbe
from training.models.provider import Provider
from training.models.provider_key import ProviderKey

__all__ = [
    "Dataset",
    "DatasetVersion",
    "Image",
    "ImageEntry",
    "ImageFolder",
    "ImageIntent",
    "LanguageModel",
    "LegacyImport",
    "LegacyLine",
    "LegacyRow",
    "Provider",
    "ProviderKey",
    "ProviderProbe",
    "Sample",
]
