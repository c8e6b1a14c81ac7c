"""Ask a provider how it is and what it serves, and keep the answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from project.lib.errors import DaimonError
from training.models import LanguageModel, Provider, ProviderProbe
from training.providers.errors import DeadlineExceeded
from training.providers.protocol import Health, ModelCard
from training.providers.protocol import Provider as ProviderClient
from training.services.open_provider import client_of, waited

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh changed."""

    added: int
    kept: int
    gone: int


def test_provider(provider: Provider, *, at: datetime) -> Health:
    """One probe of the provider; the outcome is stored with it, and no ProviderError is raised."""
    try:
        client = client_of(provider)
    except DaimonError as error:
        health = Health(False, 0.0, error.code, error.message)
    else:
        health = waited(client.health)
    _record(provider, health, at)
    return health


test_provider.__test__ = False  # type: ignore[attr-defined]  # pytest must not take it for a test


def refresh_models(provider: Provider, *, at: datetime, seconds: float = 30.0) -> Refreshed:
    """Import the provider's model list. New models are added, vanished ones kept but no longer offered.

    What staff entered stays: only blanks are filled. Raises the ProviderError, after storing it as the last problem;
    a list that takes longer than ``seconds`` is one.
    """
    if provider.kind == Provider.Kind.TRAINED:  # training runs add their models
        return Refreshed(added=0, kept=provider.language_models.count(), gone=0)
    try:
        client = client_of(provider)
        cards = waited(lambda: _listed(client, seconds))
    except DaimonError as error:
        _record(provider, Health(False, 0.0, error.code, error.message), at)
        raise
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=provider.pk)
        changed = _store(provider, cards, at)
    _record(provider, Health(True, float(provider.latency_ms or 0)), at)
    return changed


async def _listed(client: ProviderClient, seconds: float) -> list[ModelCard]:
    try:
        async with asyncio.timeout(seconds):
            return await client.models()
    except TimeoutError as error:
        raise DeadlineExceeded("The provider took too long to list its models.") from error


def _store(provider: Provider, cards: Sequence[ModelCard], at: datetime) -> Refreshed:
    wanted = {card.name: card for card in cards if 0 < len(card.name) <= LONGEST_NAME}
    known = {model.name: model for model in provider.language_models.all()}
    LanguageModel.objects.bulk_create(
        [_made(provider, card, at) for name, card in wanted.items() if name not in known], ignore_conflicts=True
    )
    kept = [known[name] for name in wanted if name in known]
    for model in kept:
        _fill_blanks(model, wanted[model.name], at)
    LanguageModel.objects.bulk_update(kept, [*_FILLED, "is_listed", "seen_at"], batch_size=500)
    gone = provider.language_models.exclude(name__in=wanted).filter(is_listed=True).update(is_listed=False)
    return Refreshed(added=len(wanted) - len(kept), kept=len(kept), gone=gone)


_FILLED = ("display_name", "family", "parameter_size", "context_length", "max_output_tokens")


def _made(provider: Provider, card: ModelCard, at: datetime) -> LanguageModel:
    return LanguageModel(
        provider=provider,
        name=card.name,
        display_name=card.display_name[:120],
        family=card.family[:60],
        parameter_size=card.parameter_size[:20],
        context_length=card.context_length or None,
        max_output_tokens=card.max_output_tokens or None,
        can_chat="chat" in card.capabilities,
        can_use_tools="tools" in card.capabilities,
        can_see="vision" in card.capabilities,
        can_embed="embeddings" in card.capabilities,
        can_reason="reasoning" in card.capabilities,
        seen_at=at,
    )


def _fill_blanks(model: LanguageModel, card: ModelCard, at: datetime) -> None:
    fresh = _made(model.provider, card, at)
    for name in _FILLED:
        if not getattr(model, name):
            setattr(model, name, getattr(fresh, name))
    model.is_listed, model.seen_at = True, at


def _record(provider: Provider, health: Health, at: datetime) -> None:
    """Store the outcome on the row and on the object, whatever else was changed meanwhile."""
    latency = round(health.latency_ms) if health.is_healthy else None
    outcome = {
        "is_healthy": health.is_healthy,
        "latency_ms": latency,
        "checked_at": at,
        "problem": health.message[:300],
        "problem_code": health.code,
    }
    if Provider.objects.filter(pk=provider.pk).update(**outcome):
        ProviderProbe.objects.create(
            provider_id=provider.pk,
            at=at,
            is_healthy=health.is_healthy,
            latency_ms=latency,
            problem_code=health.code,
        )
    for name, value in outcome.items():
        setattr(provider, name, value)
