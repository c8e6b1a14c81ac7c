"""Look after every provider in the background."""

from datetime import datetime, timedelta

from training.models import Provider, ProviderProbe
from training.services.check_provider import test_provider

KEPT = timedelta(days=7)
UNPROBED = (Provider.Kind.BUILTIN, Provider.Kind.SCRIPTED, Provider.Kind.TRAINED)  # they are part of Daimon


def watch_providers(*, at: datetime) -> dict[str, int]:
    """Probe each active provider of another server, keep the outcome, and drop outcomes older than a week."""
    providers = Provider.objects.filter(is_active=True).exclude(kind__in=UNPROBED).order_by("pk")
    outcomes = [test_provider(each, at=at).is_healthy for each in providers]
    ProviderProbe.objects.filter(at__lt=at - KEPT).delete()
    return {"healthy": sum(outcomes), "unhealthy": len(outcomes) - sum(outcomes)}
