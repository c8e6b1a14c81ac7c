"""Look after the models of an Ollama server: show, pull, create, delete, and see what is loaded."""

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from jobs.models import Job
from jobs.services.enqueue import enqueue
from project.lib.errors import InvalidInput
from training.models import Provider
from training.providers.ollama_models import OllamaModels, Running, Shown, Step
from training.queries.providers import get_editable_provider
from training.rules.modelfile import recipe_of
from training.services.check_provider import refresh_models
from training.services.open_provider import waited
from training.services.provider_keys import key_of

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]{0,199}")
PULL, CREATE = "training.pull_model", "training.create_model"


def show_model(*, user: User, provider: Provider, name: str) -> Shown:
    """What the server says of one of its models; raises its ProviderError."""
    server, name = _server(user, provider), _checked(name)
    return waited(lambda: server.show(name))


def running_models(*, user: User, provider: Provider) -> list[Running]:
    """The models in the server's memory."""
    return waited(_server(user, provider).running)


def delete_model(*, user: User, provider: Provider, name: str, at: datetime) -> None:
    """Remove a model from the server's disk; Daimon keeps its line and offers it no longer."""
    server, name = _server(user, provider), _checked(name)
    waited(lambda: server.delete(name))
    refresh_models(provider, at=at)


def ask_to_pull(*, user: User, provider: Provider, name: str) -> Job:
    """A job that fetches a model; the same model is fetched once at a time."""
    _server(user, provider)
    payload = {"provider": str(provider.pk), "name": _checked(name)}
    return enqueue(PULL, payload, owner=user, title=f"Pull {name[:120]}")


def ask_to_create(*, user: User, provider: Provider, name: str, modelfile: str) -> Job:
    """A job that makes a model from a Modelfile, which is checked now."""
    _server(user, provider)
    recipe_of(modelfile)
    payload = {"provider": str(provider.pk), "name": _checked(name), "modelfile": modelfile}
    return enqueue(CREATE, payload, owner=user, title=f"Create {name[:120]}")


def pull_model(*, user: User, provider_id: UUID, name: str, told: Callable[[int, str], None], at: datetime) -> None:
    """Fetch the model now, telling the progress; what ``told`` raises stops it. Then the model list is read again."""
    provider = get_editable_provider(user, provider_id)
    server = _server(user, provider)
    waited(lambda: _followed(server.pull(name), told))
    refresh_models(provider, at=at)


def create_model(
    *, user: User, provider_id: UUID, name: str, modelfile: str, told: Callable[[int, str], None], at: datetime
) -> None:
    """Make the model now; otherwise like ``pull_model``."""
    provider = get_editable_provider(user, provider_id)
    server, recipe = _server(user, provider), recipe_of(modelfile)
    waited(lambda: _followed(server.create(name, recipe), told))
    refresh_models(provider, at=at)


async def _followed(steps: AsyncGenerator[Step, None], told: Callable[[int, str], None]) -> None:
    async with aclosing(steps):
        async for step in steps:
            told(step.percent, step.status)


def _server(user: User, provider: Provider) -> OllamaModels:
    provider = get_editable_provider(user, provider.pk)
    if provider.kind != Provider.Kind.OLLAMA:
        raise InvalidInput("Only the models of an Ollama server can be looked after here.")
    return OllamaModels(base_url=provider.base_url, api_key=key_of(provider))


def _checked(name: Any) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise InvalidInput.of("name", "Expected a model's name, such as llama3.2:3b.")
    return name
