"""Providers and the models they serve."""

from training.models.language_model import LanguageModel
from training.models.probe import ProviderProbe
from training.models.provider import Provider

__all__ = ["LanguageModel", "Provider", "ProviderProbe"]
