"""A person's suites and evaluations, with their results."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from accounts.queries.ownership import for_user
from training.datasets.models import Sample
from training.datasets.queries.datasets import every_sample
from training.evaluations.errors import EvaluationNotFound, SuiteWithoutRows
from training.evaluations.models import Evaluation, EvaluationResult, EvaluationTarget, Suite
from training.evaluations.rules.metrics import Metric
from training.evaluations.rules.questions import Question, question_of

LISTED = 25


def suites_of(user: User) -> QuerySet[Suite]:
    """The person's suites, newest first, each with the count of its evaluations."""
    rows: QuerySet[Suite] = for_user(Suite.objects.all(), user)
    return rows.annotate(evaluation_count=Count("evaluations")).select_related("version").order_by("-id")


def get_suite(user: User, suite_id: UUID) -> Suite:
    """One of the person's suites, or EvaluationNotFound."""
    found = suites_of(user).filter(pk=suite_id).first()
    if found is None:
        raise EvaluationNotFound("There is no such suite.")
    return found


def evaluations_of(user: User) -> QuerySet[Evaluation]:
    """The person's evaluations with suite and targets, newest first."""
    targets = EvaluationTarget.objects.order_by("position")
    rows: QuerySet[Evaluation] = for_user(Evaluation.objects.all(), user)
    return rows.select_related("suite").prefetch_related(Prefetch("targets", targets)).order_by("-id")


def get_evaluation(user: User, evaluation_id: UUID) -> Evaluation:
    """One of them, or EvaluationNotFound."""
    found = evaluations_of(user).filter(pk=evaluation_id).first()
    if found is None:
        raise EvaluationNotFound
    return found


def results_of(evaluation: Evaluation) -> QuerySet[EvaluationResult]:
    """Each target's results in the rows' order."""
    rows = EvaluationResult.objects.filter(target__evaluation=evaluation).select_related("target")
    return rows.order_by("number", "target__position", "pk")


def percent_of(evaluation: Evaluation) -> int:
    """How far it is: with a judge half of the way is the judging."""
    if evaluation.state == Evaluation.State.READY:
        return 100
    whole = evaluation.row_count * len(evaluation.targets.all())
    rows = EvaluationResult.objects.filter(target__evaluation=evaluation)
    if evaluation.suite.judge is None:
        done = rows.count()
    else:
        is_over = Q(judged_at__isnull=False) | ~Q(error_code="")
        counted = rows.aggregate(answered=Count("pk"), judged=Count("pk", filter=is_over))
        whole, done = 2 * whole, counted["answered"] + counted["judged"]
    return min(99, done * 100 // whole) if whole else 0


def questions_of(suite: Suite) -> list[Question]:
    """What the suite asks, in the rows' order; SuiteWithoutRows when its dataset is gone.

    With ``most_rows`` those rows whose digests come first: a draw that every evaluation of the suite repeats.
    """
    if suite.version is None:
        raise SuiteWithoutRows
    samples: Iterable[Sample] = every_sample(suite.version, suite.split)
    if suite.most_rows is not None:
        rows = Sample.objects.filter(version=suite.version, **({"split": suite.split} if suite.split else {}))
        drawn = rows.order_by("digest", "number")[: suite.most_rows]
        samples = sorted(drawn, key=lambda each: each.number)
    found = (question_of(each.number, each.content, gives_context=suite.gives_context) for each in samples)
    return [each for each in found if each is not None]


def scores_by_row(target: EvaluationTarget) -> dict[int, dict[str, float]]:
    """Each row's scores."""
    return dict(EvaluationResult.objects.filter(target=target).values_list("number", "scores"))


@dataclass(frozen=True)
class RowBeside:
    """One row with what every target said to it, in the targets' order; None where one has not answered yet."""

    number: int
    question: str
    reference: str
    answers: list[EvaluationResult | None]


class Show:
    """Which rows are shown."""

    ALL = "all"
    DIFFERENT = "different"
    WRONG = "wrong"
    CHOICES = (ALL, DIFFERENT, WRONG)


def rows_beside(evaluation: Evaluation, *, show: str, after: int = 0, most: int = LISTED) -> list[RowBeside]:
    """The rows after that number, side by side.

    ``different``: the targets do not agree on the suite's first metric. ``wrong``: one of them has less than all of it.
    """
    targets = list(evaluation.targets.all())
    numbers = list(_numbers(evaluation, targets, show=show, after=after))[:most]
    found: dict[int, dict[Any, EvaluationResult]] = {}
    for result in EvaluationResult.objects.filter(target__in=targets, number__in=numbers):
        found.setdefault(result.number, {})[result.target_id] = result
    return [_beside(number, found[number], targets) for number in numbers]


def _numbers(evaluation: Evaluation, targets: Sequence[EvaluationTarget], *, show: str, after: int) -> Iterator[int]:
    rows = EvaluationResult.objects.filter(target__in=targets, number__gt=after)
    if show == Show.ALL:
        yield from rows.order_by("number").values_list("number", flat=True).distinct()
        return
    metric = first_metric(evaluation.suite)
    scores: dict[int, set[float]] = {}
    for number, score in rows.values_list("number", f"scores__{metric}"):
        scores.setdefault(number, set()).add(float(score or 0))
    for number in sorted(scores):
        if len(scores[number]) > 1 if show == Show.DIFFERENT else min(scores[number]) < 1:
            yield number


def first_metric(suite: Suite) -> str:
    """By what rows and the leaderboard are ordered."""
    return str(suite.metrics[0]) if suite.metrics else str(Metric.EXACT)


def targets_ready(user: User) -> QuerySet[EvaluationTarget]:
    """The targets of the person's evaluations that have ended well, the newest evaluation first."""
    rows = EvaluationTarget.objects.filter(evaluation__owner=user).filter(Q(evaluation__state="ready"))
    return rows.select_related("evaluation__suite").order_by("-evaluation_id", "position")


def _beside(number: int, by_target: dict[Any, EvaluationResult], targets: Sequence[EvaluationTarget]) -> RowBeside:
    one = next(iter(by_target.values()))
    return RowBeside(number, one.question, one.reference, [by_target.get(each.pk) for each in targets])
