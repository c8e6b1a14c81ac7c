"""Add and remove further keys of a provider."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from training.errors import ProviderKeyNotFound, ProviderNameTaken, TooManyProviders
from training.models import Provider, ProviderKey
from training.queries.providers import get_editable_provider
from training.rules.provider_input import MOST_KEYS, checked_key, checked_name
from training.services.provider_keys import sealed


@transaction.atomic
def add_key(*, user: User, provider: Provider, name: str, api_key: str) -> ProviderKey:
    """One more key for a provider that has one; it takes turns with the others, at the provider's present address only."""
    provider = get_editable_provider(user, provider.pk)
    Provider.objects.select_for_update().get(pk=provider.pk)
    key = checked_key(api_key)
    if not key:
        raise InvalidInput.of("api_key", "Enter the key.")
    if not provider.has_key:
        raise InvalidInput.of("api_key", "Give the provider its own key first.")
    if provider.pool.count() >= MOST_KEYS:
        raise TooManyProviders(f"A provider can have {MOST_KEYS} further keys. Remove one first.")
    try:
        with transaction.atomic():
            return ProviderKey.objects.create(provider=provider, name=checked_name(name), encrypted_key=sealed(key))
    except IntegrityError as error:
        message = "There is a key with this name already."
        raise ProviderNameTaken(message, fields={"name": [message]}) from error


def remove_key(*, user: User, provider: Provider, key_id: UUID) -> None:
    """Take a key out of the pool, or ProviderKeyNotFound."""
    provider = get_editable_provider(user, provider.pk)
    if not provider.pool.filter(pk=key_id).delete()[0]:
        raise ProviderKeyNotFound
