"""Who is best: by the newest results of each suite, and by people's votes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from training.evaluations.models import Suite
from training.evaluations.queries.evaluations import first_metric, targets_ready
from training.evaluations.rules.metrics import LOWER_IS_BETTER, Metric
from training.evaluations.rules.ratings import Rating, ratings_of
from training.evaluations.votes import votes_of

MOST = 100


@dataclass(frozen=True)
class Standing:
    """The newest result of one target in one suite."""

    place: int
    title: str
    kind: str
    evaluation_id: UUID
    mean: dict[str, Any]
    summary: dict[str, Any]


@dataclass(frozen=True)
class SuiteStandings:
    """A suite's targets, the best first, by its first metric."""

    suite: Suite
    metric: Metric
    rows: list[Standing]


def standings_of(user: User) -> list[SuiteStandings]:
    """Each of the person's suites that has results; of a target evaluated several times the newest counts."""
    suites: dict[UUID, Suite] = {}
    newest: dict[UUID, dict[tuple[str, str], Any]] = {}
    for target in targets_ready(user)[: MOST * 10]:
        suite = target.evaluation.suite
        suites[suite.pk] = suite
        newest.setdefault(suite.pk, {}).setdefault((target.kind, target.title), target)
    return [_standings(suite, list(newest[suite.pk].values())) for suite in suites.values()]


def ratings(user: User | None) -> list[Rating]:
    """Models by the person's votes in comparisons, or (None) by everybody's."""
    return ratings_of(votes_of(user))[:MOST]


def _standings(suite: Suite, targets: list[Any]) -> SuiteStandings:
    metric = Metric(first_metric(suite))
    sign = 1 if metric in LOWER_IS_BETTER else -1
    measured = [each for each in targets if metric in each.summary]
    measured.sort(key=lambda each: (sign * each.summary[metric]["mean"], each.title))
    rows = [
        Standing(place, each.title, each.kind, each.evaluation_id, each.summary[metric], each.summary)
        for place, each in enumerate(measured[:MOST], 1)
    ]
    return SuiteStandings(suite, metric, rows)
