"""Every row that names a person as whose it is, whatever app keeps it."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User

WHOSE = (
    "owner",
    "user",
    "buyer",
    "person",
    "shared_by",
)  # not who merely acted on another's thing, or was given one: its price is the giver's
# What proves something, or is a machine's own view of a row, stays with the site.
KEPT_BACK = re.compile(
    r"password|secret|sealed|token_hash|key_hash|_hash$|hash$|digest|auth_|embedding|vector|tsv|fence|lease|^data$"
)

# The answers kept for repeated requests: a machine's copy for a day, and it may hold a key that is shown once.
NOT_KEPT_BY_PEOPLE = {"api.IdempotentRequest"}


def own_rows(user: User) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows with the names of their models, without secrets and their digests; the person's own row first."""
    yield "accounts.User", next(iter(_values(User.objects.filter(pk=user.pk))))
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        if model._meta.label in NOT_KEPT_BY_PEOPLE:
            continue
        for field in _whose(model):
            for row in _values(model._base_manager.filter(**{field.name: user.pk})):
                yield model._meta.label, row


def _whose(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.related_model is User and field.name in WHOSE]


def _values(rows: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    shown = [
        field.attname
        for field in rows.model._meta.concrete_fields
        if not KEPT_BACK.search(field.name) and not isinstance(field, models.BinaryField)
    ]
    yield from rows.order_by("pk").values(*shown).iterator(chunk_size=500)
