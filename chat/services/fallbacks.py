"""Say which models stand in for a minion's own when that cannot answer."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.models import MinionFallback
from project.lib.errors import InvalidInput
from spirits.locks import locked_minion
from training.models import LanguageModel
from training.queries.usable_models import usable_models

MOST = 8


@transaction.atomic
def save_fallbacks(*, user: User, minion_id: UUID, models: Sequence[UUID]) -> list[LanguageModel]:
    """The minion's whole chain, in this order; MinionNotFound, or InvalidInput for a model the person may not talk to."""
    minion = locked_minion(user, minion_id)
    if len(models) > MOST:
        raise InvalidInput.of("models", f"A chain has at most {MOST} models.")
    if len(set(models)) < len(models):
        raise InvalidInput.of("models", "A chain names a model once.")
    found = {each.pk: each for each in usable_models(user).filter(pk__in=models)}
    if len(found) < len(models):
        raise InvalidInput.of("models", "One of these models does not exist, or cannot be talked to.")
    if minion.language_model_id in found:
        raise InvalidInput.of("models", "The minion's own model is asked first anyway.")
    MinionFallback.objects.filter(minion=minion).delete()
    MinionFallback.objects.bulk_create(
        MinionFallback(minion=minion, language_model_id=pk, position=place) for place, pk in enumerate(models, 1)
    )
    return [found[pk] for pk in models]
