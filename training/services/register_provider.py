"""Add, change and remove providers."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import empty

from accounts.models import User
from project.lib.errors import Forbidden, InvalidInput
from project.lib.http import origin_of
from training.errors import KeyNeedsAddress, ProviderNameTaken, TooManyProviders
from training.models import Provider
from training.queries.providers import get_editable_provider
from training.rules.provider_input import (
    KINDS_WITH_SERVER,
    MOST_PROVIDERS_PER_PERSON,
    checked_base_url,
    checked_key,
    checked_name,
)
from training.services.provider_keys import sealed

UNSET: Any = empty


def register_provider(
    *, user: User, kind: str, name: str, base_url: str, api_key: str = "", for_everyone: bool = False
) -> Provider:
    """A new provider of this person, or by staff of the whole installation; nothing is sent to it yet."""
    if for_everyone and not user.is_staff:
        raise Forbidden("Only staff may add a provider for everyone.")
    if kind not in KINDS_WITH_SERVER:
        raise InvalidInput.of("kind", f"Expected one of: {', '.join(sorted(KINDS_WITH_SERVER))}.")
    provider = Provider(
        kind=kind,
        name=checked_name(name),
        base_url=checked_base_url(base_url),
        encrypted_key=sealed(checked_key(api_key)),
        owner=None if for_everyone else user,
    )
    with transaction.atomic():
        if not for_everyone:
            _refuse_too_many(user)
        _save(provider)
    return provider


def update_provider(
    *,
    user: User,
    provider: Provider,
    name: str | None = None,
    base_url: str | None = None,
    api_key: str | None = None,
    is_active: bool | None = None,
    most_at_once: int | None = UNSET,
    most_per_minute: int | None = UNSET,
) -> Provider:
    """The provider with what is given changed; an empty ``api_key`` removes the key.

    A stored key never moves to another server: a new origin needs the key again.
    """
    provider = get_editable_provider(user, provider.pk)
    if base_url is not None and provider.kind in KINDS_WITH_SERVER:
        url = checked_base_url(base_url)
        if provider.has_key and api_key is None and origin_of(url) != origin_of(provider.base_url):
            raise KeyNeedsAddress.of("api_key", "Enter the key again: the stored one belongs to the old address.")
        if origin_of(url) != origin_of(provider.base_url) and provider.pool.exists():
            raise KeyNeedsAddress.of("base_url", "Remove the further keys first: they belong to the old address.")
        provider.base_url = url
    if name is not None:
        provider.name = checked_name(name)
    if api_key is not None:
        provider.encrypted_key = sealed(checked_key(api_key))
    if is_active is not None:
        provider.is_active = is_active
    if most_at_once is not UNSET:
        provider.most_at_once = most_at_once
    if most_per_minute is not UNSET:
        provider.most_per_minute = most_per_minute
    with transaction.atomic():
        _save(provider)
    return provider


def delete_provider(*, user: User, provider: Provider) -> None:
    """Remove the provider with its models; the built-in one is switched off instead, since a start would bring it back."""
    provider = get_editable_provider(user, provider.pk)
    if provider.kind not in KINDS_WITH_SERVER:
        raise Forbidden("This provider belongs to Daimon itself. Switch it off instead.")
    provider.delete()


def _refuse_too_many(user: User) -> None:
    User.objects.select_for_update().only("pk").get(pk=user.pk)  # two at once must not both be the last
    if Provider.objects.filter(owner=user).count() >= MOST_PROVIDERS_PER_PERSON:
        raise TooManyProviders(f"You can have {MOST_PROVIDERS_PER_PERSON} providers. Remove one first.")


def _save(provider: Provider) -> None:
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError as error:
        if "one_provider_per_owner_and_name" in str(error):
            raise ProviderNameTaken(fields={"name": [ProviderNameTaken.message]}) from error
        raise
