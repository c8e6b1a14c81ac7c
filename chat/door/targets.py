"""Which models and minions a program may name, and by which ids."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.text import slugify

from accounts.models import User
from chat.queries.choose_model import default_model, fallback_models
from spirits.models import Minion
from spirits.queries.minions import minions_of
from training.errors import ModelAbsent
from training.models import LanguageModel
from training.queries.usable_models import get_model_by_name, models_for

MINION = "minion/"
LATEST = ":latest"  # Ollama's clients add it to names without a tag


@dataclass(frozen=True)
class Target:
    """Who answers: the models to try in order, and the minion they speak for."""

    models: tuple[LanguageModel, ...]
    minion: Minion | None = None


@dataclass(frozen=True)
class Listed:
    """One line of a model list."""

    id: str
    owned_by: str
    created_at: datetime
    name: str
    model: LanguageModel | None


def listed_for(user: User) -> list[Listed]:
    """The person's minions and then every model they may use; no provider is called."""
    minions = minions_of(user).filter(archived_at=None)
    models = list(models_for(user))
    by_id = {model.pk: model for model in models}
    found = [
        Listed(f"{MINION}{each.pk}", "you", each.created_at, each.name, by_id.get(each.language_model_id))  # type: ignore[arg-type]
        for each in minions
    ]
    found += [Listed(id_of(each), each.provider.name, each.created_at, str(each), each) for each in models]
    return found


def id_of(model: LanguageModel) -> str:
    """``provider/name``, the provider as in an address."""
    return f"{slugify(model.provider.name) or model.provider_id}/{model.name}"


def target_of(user: User, name: str) -> Target:
    """Who answers to this id, or ModelAbsent: a minion by id or by its name as in an address, else a model."""
    name = name.strip()
    if name.startswith(MINION):
        return _of_minion(user, _minion(user, name.removeprefix(MINION)))
    model = _model(user, name) or (_model(user, name.removesuffix(LATEST)) if name.endswith(LATEST) else None)
    return Target((model,)) if model else _of_minion(user, _minion(user, name))


def _model(user: User, name: str) -> LanguageModel | None:
    try:
        return get_model_by_name(user, name)
    except ModelAbsent:
        pass
    if "/" not in name or "\0" in name:
        return None
    rest = name.partition("/")[2]
    return next((each for each in models_for(user).filter(name=rest) if id_of(each) == name), None)


def _minion(user: User, name: str) -> Minion:
    mine = Minion.objects.filter(owner=user, archived_at=None)
    name = name.removesuffix(LATEST)
    try:
        found = mine.filter(pk=UUID(name)).first()
    except ValueError:
        found = next((each for each in mine.order_by("id") if slugify(each.name) == name.lower()), None)
    if found is None:
        raise ModelAbsent(f"The model '{name[:200]}' does not exist or you do not have access to it.")
    return found


def _of_minion(user: User, minion: Minion) -> Target:
    usable = models_for(user).filter(can_chat=True)
    own = usable.filter(pk=minion.language_model_id).first() if minion.language_model_id else None
    models = {model.pk: model for model in (own, *fallback_models(user, minion.pk)) if model is not None}
    return Target(tuple(models.values()) or (default_model(usable),), minion)
