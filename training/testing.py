"""Providers and models for the tests of every app."""

from typing import Any

from accounts.models import User
from training.models import LanguageModel, Provider
from training.services.provider_keys import sealed


def make_provider(owner: User | None = None, *, key: str = "", **fields: Any) -> Provider:
    """A provider; its name is made up when none is given."""
    fields.setdefault("kind", Provider.Kind.OPENAI_COMPATIBLE)
    fields.setdefault("name", f"Provider {Provider.objects.count() + 1}")
    fields.setdefault("base_url", "https://models.example/v1")
    return Provider.objects.create(owner=owner, encrypted_key=sealed(key), **fields)


def make_model(provider: Provider | None = None, name: str = "small", **fields: Any) -> LanguageModel:
    """A model of the provider, or of a new one of the installation."""
    return LanguageModel.objects.create(provider=provider or make_provider(), name=name, **fields)
