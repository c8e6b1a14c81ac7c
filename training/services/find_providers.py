"""What a start finds by itself: the built-in assistant, a running Ollama, and keys in the environment."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from project.lib.errors import DaimonError
from training.models import Provider
from training.providers.discovery import Found, Surroundings, found_at_start
from training.services.check_provider import refresh_models
from training.services.open_provider import waited
from training.services.provider_keys import key_of, sealed

LIST_SECONDS = 3.0  # a provider that hangs must not hold up the start


@dataclass(slots=True)
class FoundProviders:
    """What was found, and the problems met while reading model lists."""

    added: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """One line for the start's output."""
        parts = [f"{name} (new)" for name in self.added] + self.known
        problems = [f"{name}: {problem}" for name, problem in self.problems.items()]
        return "; ".join([f"Providers: {', '.join(parts)}", *problems])


def find_providers_at_start(*, at: datetime) -> FoundProviders:
    """Register what is there and read the model lists. Running it again changes nothing that staff changed.

    A provider is recognised by kind and address; one that staff switched off stays off. A key that changed in the
    environment replaces the stored one. A provider that does not answer is reported and keeps its last known models.
    """
    result = FoundProviders()
    around = Surroundings(
        ollama_url=settings.OLLAMA_URL,
        openai_key=settings.OPENAI_API_KEY,
        openai_url=settings.OPENAI_BASE_URL,
        anthropic_key=settings.ANTHROPIC_API_KEY,
        anthropic_url=settings.ANTHROPIC_BASE_URL,
        nvidia_key=settings.NVIDIA_API_KEY,
        nvidia_url=settings.NVIDIA_BASE_URL,
        huggingface_key=settings.HUGGINGFACE_API_KEY,
        huggingface_url=settings.HUGGINGFACE_BASE_URL,
    )
    own = [Found("builtin", "Daimon", "")]
    if settings.SCRIPTED_PROVIDER:
        own.append(Found("scripted", "Scripted", ""))
    else:
        Provider.objects.filter(kind=Provider.Kind.SCRIPTED, is_active=True).update(is_active=False)
    for found in [*own, *waited(lambda: found_at_start(around))]:
        _take_in(found, result, at)
    return result


def _take_in(found: Found, result: FoundProviders, at: datetime) -> None:
    provider, is_new = _registered(found)
    (result.added if is_new else result.known).append(provider.name)
    if not provider.is_active:
        return
    try:
        refresh_models(provider, at=at, seconds=LIST_SECONDS)
    except DaimonError as error:
        result.problems[provider.name] = error.message


@transaction.atomic
def _registered(found: Found) -> tuple[Provider, bool]:
    url = found.base_url.rstrip("/")
    same = Provider.objects.select_for_update().filter(owner=None, kind=found.kind, base_url=url)
    provider = same.order_by("pk").first()
    if provider is None:
        name = _free_name(found.name)
        fresh = Provider(kind=found.kind, name=name, base_url=url, encrypted_key=sealed(found.api_key))
        fresh.save()
        return fresh, True
    if found.api_key and _differs(provider, found.api_key):
        provider.encrypted_key = sealed(found.api_key)
        provider.save(update_fields=["encrypted_key", "updated_at"])
    if found.kind == Provider.Kind.SCRIPTED and not provider.is_active:
        provider.is_active = True  # the setting switched it off, and the setting switches it on
        provider.save(update_fields=["is_active", "updated_at"])
    return provider, False


def _differs(provider: Provider, key: str) -> bool:
    try:
        return key_of(provider) != key
    except DaimonError:
        return True  # the stored key opens no more, and here is a good one


def _free_name(name: str) -> str:
    taken = set(Provider.objects.filter(owner=None, name__startswith=name).values_list("name", flat=True))
    return next(
        wish for number in range(1, len(taken) + 2) if (wish := f"{name} {number}" if number > 1 else name) not in taken
    )
