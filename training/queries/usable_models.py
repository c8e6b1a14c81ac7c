"""The language models a person may talk to."""

from django.db.models import Q, QuerySet

from accounts.models import User
from training.models import LanguageModel


def usable_models(user: User) -> QuerySet[LanguageModel]:
    """The installation's and the person's own, where model and provider are active."""
    return (
        LanguageModel.objects.filter(
            Q(provider__owner=None) | Q(provider__owner=user), is_active=True, provider__is_active=True, can_chat=True
        )
        .select_related("provider")
        .order_by("provider__name", "name", "id")
    )
