"""The providers a person may see, and those they may change."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from training.errors import ProviderNotFound
from training.models import Provider


def providers_for(user: User) -> QuerySet[Provider]:
    """The person's own and the installation's; staff also see inactive ones of the installation."""
    of_all = Q(owner=None) if user.is_staff else Q(owner=None, is_active=True)
    usable = Q(language_models__is_active=True, language_models__is_listed=True)
    return (
        Provider.objects.filter(of_all | Q(owner=user))
        .annotate(model_count=Count("language_models", filter=usable))
        .order_by("name", "pk")
    )


def get_provider(user: User, provider_id: UUID) -> Provider:
    """One that the person may see, or ProviderNotFound."""
    provider = providers_for(user).filter(pk=provider_id).first()
    if provider is None:
        raise ProviderNotFound()
    return provider


def may_edit(user: User, provider: Provider) -> bool:
    """Whether it is the person's own, or the installation's and they are staff."""
    return provider.owner_id == user.pk or (provider.owner_id is None and user.is_staff)


def get_editable_provider(user: User, provider_id: UUID) -> Provider:
    """One that the person may change: their own, and for staff the installation's; else ProviderNotFound."""
    provider = get_provider(user, provider_id)
    if not may_edit(user, provider):
        raise ProviderNotFound()
    return provider


def health_of_models(user: User) -> tuple[str, list[Provider]]:
    """``ok``, ``degraded`` or ``down``, and the active providers the person may use; one query, and nothing is called."""
    providers = [provider for provider in providers_for(user) if provider.is_active]
    able = [each for each in providers if getattr(each, "model_count", 0) and each.is_healthy is not False]
    if not able:
        return "down", providers
    return ("ok" if all(provider.is_healthy is not False for provider in providers) else "degraded"), providers


def editable_ollamas(user: User) -> list[Provider]:
    """The Ollama servers that the person may change."""
    return [each for each in providers_for(user).filter(kind=Provider.Kind.OLLAMA) if may_edit(user, each)]
