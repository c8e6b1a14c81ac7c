"""A person's training runs and what they made."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.ownership import for_user
from training.runs.errors import TrainingNotFound
from training.runs.models import TrainedVersion, TrainingMetric, TrainingRun

MOST_POINTS = 2_000


def runs_of(user: User) -> QuerySet[TrainingRun]:
    """The person's runs with what they made, newest first."""
    rows: QuerySet[TrainingRun] = for_user(TrainingRun.objects.all(), user)
    return rows.select_related("made", "version", "owner").order_by("-id")


def get_run(user: User, run_id: UUID) -> TrainingRun:
    """One of them, or TrainingNotFound."""
    found = runs_of(user).filter(pk=run_id).first()
    if found is None:
        raise TrainingNotFound
    return found


def versions_of(user: User) -> QuerySet[TrainedVersion]:
    """What the person's runs made, newest first."""
    rows: QuerySet[TrainedVersion] = for_user(TrainedVersion.objects.all(), user)
    return rows.select_related("run", "evaluation").order_by("-id")


def get_version(user: User, version_id: UUID) -> TrainedVersion:
    """One of them, or TrainingNotFound."""
    found = versions_of(user).filter(pk=version_id).first()
    if found is None:
        raise TrainingNotFound("There is no such trained version.")
    return found


def curves_of(run: TrainingRun) -> dict[str, list[tuple[int, float]]]:
    """Each metric's points by step; of a long curve every nth, its last always."""
    found: dict[str, list[tuple[int, float]]] = {}
    rows = TrainingMetric.objects.filter(run=run).order_by("name", "step").values_list("name", "step", "value")
    for name, step, value in rows.iterator(2_000):
        found.setdefault(name, []).append((step, value))
    return {name: _thinned(points) for name, points in found.items()}


def _thinned(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    every = -(-len(points) // MOST_POINTS)
    kept = points[::every]
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]
