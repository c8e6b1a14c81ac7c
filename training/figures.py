"""The figures of model providers."""

from datetime import datetime

from project.ops.statistics import Figure, Section, register
from training.models import LanguageModel, Provider


def providers(since: datetime, until: datetime) -> list[Figure]:
    """Which of the installation's providers answered when they were last asked."""
    rows = Provider.objects.filter(owner=None, is_active=True).order_by("name", "id")
    models = LanguageModel.objects.filter(provider__in=rows, is_active=True, is_listed=True)
    return [
        Figure("models", "Models on offer", models.count()),
        *(
            Figure(
                f"provider_{each.pk}",
                each.name,
                each.latency_ms,
                "ms",
                each.problem or ("answers" if each.is_healthy else "not asked yet"),
                is_good=each.is_healthy is not False,
            )
            for each in rows
        ),
    ]


register(Section("providers", "Providers", providers))
