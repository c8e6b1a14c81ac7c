"""What was trained here becomes a model that its owner can choose."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from training.models import LanguageModel, Provider
from training.runs.models import TrainingRun

NAME = "Trained here"
LIBRARIES_MEGABYTES = 1_200  # torch and transformers, before any weight
FACTOR = 2.5  # weights are computed with in 32 bits, and an answer takes some memory of its own


def registered_model(run: TrainingRun, base: Path) -> LanguageModel | None:
    """The model of the run's adapter, the same one again for the same run; None where its base is too large to be served here."""
    if LIBRARIES_MEGABYTES + FACTOR * _megabytes(base) > settings.SERVED_MODEL_MEGABYTES:
        return None
    with transaction.atomic():
        said = json.loads((base / "config.json").read_bytes())
        length = said.get("max_position_embeddings")
        model, _ = LanguageModel.objects.update_or_create(
            provider=_provider(run),
            name=str(run.pk),
            defaults={
                "display_name": run.name,
                "family": str(said.get("model_type", ""))[:60],
                "context_length": length if type(length) is int and 0 < length < 2**31 else None,
                "is_listed": True,
            },
        )
    return model


def name_model(run: TrainingRun, number: int) -> None:
    """Call the run's model by the version it became, where it has one here."""
    _models(run).update(display_name=f"{run.name[:110]} v{number}")


def forget_model(run: TrainingRun) -> None:
    """Take the run's model away with the run."""
    _models(run).delete()


def _models(run: TrainingRun) -> QuerySet[LanguageModel]:
    return LanguageModel.objects.filter(provider__kind=Provider.Kind.TRAINED, name=str(run.pk))


def _provider(run: TrainingRun) -> Provider:
    names = set(
        Provider.objects.filter(owner=run.owner).exclude(kind=Provider.Kind.TRAINED).values_list("name", flat=True)
    )
    name = next(each for each in (NAME, *(f"{NAME} {at}" for at in range(2, len(names) + 3))) if each not in names)
    return Provider.objects.get_or_create(owner=run.owner, kind=Provider.Kind.TRAINED, defaults={"name": name})[0]


def _megabytes(base: Path) -> float:
    return sum(each.stat().st_size for each in base.glob("*.safetensors")) / 1_000_000
