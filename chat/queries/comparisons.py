"""A person's comparisons, and how often each model was found best."""

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from accounts.models import User
from chat.errors import ComparisonNotFound
from chat.models import Comparison, ComparisonAnswer


def comparisons_of(user: User) -> QuerySet[Comparison]:
    """The person's comparisons with their answers, newest first."""
    answers = ComparisonAnswer.objects.select_related("language_model__provider", "run__answer").order_by("position")
    return Comparison.objects.filter(owner=user).prefetch_related(Prefetch("answers", answers)).order_by("-id")


def get_comparison(user: User, comparison_id: UUID) -> Comparison:
    """One of them, or ComparisonNotFound."""
    found = comparisons_of(user).filter(pk=comparison_id).first()
    if found is None:
        raise ComparisonNotFound
    return found


def standings(user: User | None = None) -> list[dict[str, Any]]:
    """For each model: in how many votes it stood, won and tied; of one person, or (None) of everybody. The best first."""
    voted = ComparisonAnswer.objects.exclude(comparison__verdict="")
    rows = (voted.filter(comparison__owner=user) if user else voted).order_by().values("provider_name", "model_name")
    won = Q(comparison__verdict="winner", comparison__winner=F("position"))
    found = rows.annotate(
        votes=Count("id"), won=Count("id", filter=won), tied=Count("id", filter=Q(comparison__verdict="tie"))
    )
    return [dict(row) for row in found.order_by("-won", "-tied", "votes", "provider_name", "model_name")[:100]]
