"""Open the provider behind a model, and call it from synchronous code."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from project.lib.http import close_pools
from training.errors import ProviderUnusable
from training.models import LanguageModel, Provider
from training.providers.guarded import GuardedProvider
from training.providers.keyring import KeyedProvider
from training.providers.protocol import Provider as ProviderClient
from training.providers.registry import UnknownProviderKind, open_provider
from training.services.provider_keys import key_of, keys_of

T = TypeVar("T")


def open_for(model: LanguageModel) -> ProviderClient:
    """The client that speaks to the model's provider with its key, behind its breaker and cap; nothing is sent yet."""
    provider = model.provider
    return GuardedProvider(
        keyed_client_of(provider),
        provider_id=provider.pk,
        most_at_once=provider.most_at_once,
        most_per_minute=provider.most_per_minute,
    )


def keyed_client_of(provider: Provider) -> ProviderClient:
    """The client of a provider by all its keys; they take turns."""
    keys = keys_of(provider)
    if len(keys) < 2:
        return client_of(provider)
    clients = [(each, open_provider(provider.kind, base_url=provider.base_url, api_key=key)) for each, key in keys]
    return KeyedProvider(clients, provider_id=provider.pk)


def client_of(provider: Provider) -> ProviderClient:
    """The client of a provider, with its key bound to its own address."""
    try:
        return open_provider(provider.kind, base_url=provider.base_url, api_key=key_of(provider))
    except UnknownProviderKind as error:
        raise ProviderUnusable() from error


def waited(call: Callable[[], Awaitable[T]]) -> T:
    """The result of an asynchronous call, on a loop and connections of its own; only for code without a running loop."""

    async def with_own_connections() -> T:
        try:
            return await call()
        finally:
            await close_pools()

    return asyncio.run(with_own_connections())
