"""Which model answers: the one asked for, else the conversation's, the minion's, or the installation's default."""

from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import User
from chat.errors import NoModel
from chat.models import Conversation, MinionFallback
from project.lib.errors import InvalidInput
from training.models import LanguageModel, Provider
from training.queries.usable_models import usable_models
from training.runs.queries.canary import tried_in


def chat_models(user: User) -> QuerySet[LanguageModel]:
    """The models this person may talk to: the installation's and their own."""
    return usable_models(user)


def choose_model(user: User, conversation: Conversation, asked: UUID | None = None) -> LanguageModel:
    """The model for the next answer; a foreign or unknown ``asked`` is refused by name."""
    usable = chat_models(user)
    if asked is not None:
        model = usable.filter(pk=asked).first()
        if model is None:
            raise InvalidInput.of("language_model", "There is no such model.")
        return model
    minion_model = conversation.minion.language_model_id if conversation.minion else None
    tried = tried_in(conversation.minion_id, conversation.pk).get("language_model")
    wishes = [pk for pk in (conversation.language_model_id, UUID(tried) if tried else None, minion_model) if pk]
    found = {model.pk: model for model in usable.filter(pk__in=wishes)}
    return next((found[pk] for pk in wishes if pk in found), None) or default_model(usable)


def fallback_models(user: User, minion_id: UUID | None) -> list[LanguageModel]:
    """The minion's chain in its order, as far as this person may talk to its models."""
    if minion_id is None:
        return []
    chain = list(
        MinionFallback.objects.filter(minion=minion_id).order_by("position").values_list("language_model", flat=True)
    )
    found = {model.pk: model for model in usable_models(user).filter(pk__in=chain)} if chain else {}
    return [found[pk] for pk in chain if pk in found]


def default_model(usable: QuerySet[LanguageModel]) -> LanguageModel:
    """The operator's default, else any connected model, and the built-in assistant last."""
    builtin_last = Case(
        When(provider__kind=Provider.Kind.BUILTIN, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    model = usable.order_by("-is_default", builtin_last, "name", "pk").first()
    if model is None:
        raise NoModel
    return model
