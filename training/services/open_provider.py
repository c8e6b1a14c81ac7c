"""Open the provider behind a model."""

from training.models import LanguageModel
from training.providers.protocol import Provider as ProviderClient
from training.providers.registry import open_provider


def open_for(model: LanguageModel) -> ProviderClient:
    """The client that speaks to the model's provider with its key; nothing is sent yet."""
    return open_provider(model.provider.kind, base_url=model.provider.base_url)
