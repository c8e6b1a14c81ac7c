"""Seal every stored secret anew, so that an older encryption key can be dropped."""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from project.lib.secrets import WrongKey, reseal

# Columns that hold what project.lib.secrets sealed bear one of these names, in whatever app.
SEALED = re.compile(r"^(sealed(_\w+)?|encrypted_key)$")


@dataclass(frozen=True)
class Resealed:
    """How many secrets are sealed with the newest key now, and how many no key opens any more."""

    done: int
    lost: int


def reseal_everything() -> Resealed:
    """Every sealed column of every model; harmless to repeat, and to run while the site is used."""
    done = lost = 0
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if SEALED.match(field.name):
                one = _reseal_column(model, field)
                done, lost = done + one.done, lost + one.lost
    return Resealed(done, lost)


def _reseal_column(model: type[models.Model], field: "models.Field[Any, Any]") -> Resealed:
    done = lost = 0
    is_binary = isinstance(field, models.BinaryField)
    for key, stored in model._base_manager.order_by("pk").values_list("pk", field.name).iterator(chunk_size=500):
        if not stored:
            continue
        try:
            fresh = reseal(bytes(stored).decode("ascii") if is_binary else stored)
        except WrongKey:
            lost += 1
            continue
        unchanged = model._base_manager.filter(pk=key, **{field.name: stored})
        done += unchanged.update(**{field.name: fresh.encode("ascii") if is_binary else fresh})
    return Resealed(done, lost)
