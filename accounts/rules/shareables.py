"""What people can share: the apps above register their models here when they are loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Shareable:
    """One kind of thing with an ``owner``: what programs call it, how it is titled, and the page its readers open."""

    kind: str
    model: type[models.Model]
    title_of: Callable[[Any], str]
    page: str


_registry: dict[str, Shareable] = {}


def register(shareable: Shareable) -> None:
    """Let people share it. Its table needs the trigger ``accounts_forget_shares(kind)``; a test looks for it."""
    _registry[shareable.kind] = shareable


def shareables() -> dict[str, Shareable]:
    """Everything that can be shared, by kind."""
    return dict(_registry)


def kind_of(model: type[models.Model]) -> str | None:
    """The kind of a model's objects; None when they cannot be shared."""
    return next((each.kind for each in _registry.values() if each.model is model), None)
