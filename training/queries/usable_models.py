"""The language models a person may use."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import User
from training.errors import ModelAbsent
from training.models import LanguageModel

Grant = Callable[[User], Collection[UUID]]
_grants: list[Grant] = []


def register_grant(grant: Grant) -> None:
    """Let a higher layer open restricted models to a person: the function returns their ids."""
    if grant not in _grants:
        _grants.append(grant)


def models_for(user: User) -> QuerySet[LanguageModel]:
    """The installation's and the person's own, chat or not, where model and provider are active and still listed."""
    found = LanguageModel.objects.filter(
        Q(provider__owner=None) | Q(provider__owner=user), is_active=True, is_listed=True, provider__is_active=True
    )
    if not user.is_staff:
        found = found.filter(
            Q(visibility=LanguageModel.Visibility.EVERYONE) | Q(provider__owner=user) | _restricted_to(user)
        )
    return found.select_related("provider").order_by("provider__name", "name", "id")


def _restricted_to(user: User) -> Q:
    """Restricted models that a group of the person, or something registered, opens."""
    by_group = LanguageModel.groups.through.objects.filter(group__user=user).values("languagemodel_id")
    granted = {pk for grant in _grants for pk in grant(user)}
    return Q(visibility=LanguageModel.Visibility.RESTRICTED) & (Q(pk__in=by_group) | Q(pk__in=granted))


def usable_models(user: User) -> QuerySet[LanguageModel]:
    """Those of them that people can talk to."""
    return models_for(user).filter(can_chat=True)


def get_model(user: User, model_id: UUID) -> LanguageModel:
    """One of the person's models, or ModelAbsent."""
    model = models_for(user).filter(pk=model_id).first()
    if model is None:
        raise ModelAbsent()
    return model


def get_model_by_name(user: User, name: str) -> LanguageModel:
    """The model with this id or name; where several providers serve it, the person's own comes first, then the oldest.

    ``provider name/model name`` names one of several.
    """
    try:
        return get_model(user, UUID(name))
    except ValueError:
        pass
    if "\0" in name:
        raise ModelAbsent()  # no text in the database holds it, and asking would be an error
    own_first = models_for(user).order_by(F("provider__owner").desc(nulls_last=True), "id")
    found = own_first.filter(name=name).first()
    if found is None and "/" in name:
        provider, _, rest = name.partition("/")
        found = own_first.filter(provider__name__iexact=provider, name=rest).first()
    if found is None:
        raise ModelAbsent()
    return found
