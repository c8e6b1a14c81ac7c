"""The language models whose entry a person may change."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from training.errors import ModelAbsent
from training.models import LanguageModel


def editable_models(user: User) -> QuerySet[LanguageModel]:
    """Those of the person's own providers, and for staff the installation's; offered or not."""
    found = Q(provider__owner=user)
    if user.is_staff:
        found |= Q(provider__owner=None)
    return LanguageModel.objects.filter(found).select_related("provider").order_by("provider__name", "name", "id")


def get_editable_model(user: User, model_id: UUID) -> LanguageModel:
    """One of them, or ModelAbsent."""
    model = editable_models(user).filter(pk=model_id).first()
    if model is None:
        raise ModelAbsent
    return model
