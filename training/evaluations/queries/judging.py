"""What a suite's judge did and cost, how far people agree with it, and what is still to be judged by a person."""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import MD5, Cast, Concat

from training.evaluations.models import Evaluation, EvaluationResult, Suite
from training.evaluations.rules.calibration import Calibration, calibration_of
from training.evaluations.rules.judging import share_of

SAMPLE = 50  # answers of an evaluation that a person is asked to judge


@dataclass(frozen=True)
class Judged:
    """What the judge did in one evaluation."""

    title: str
    judged: int
    failed: int
    tokens: int
    points: int
    first_problem: str
    is_target: bool  # it judges its own answers, too


def judged_in(evaluation: Evaluation) -> Judged | None:
    """What the judge did there; None where the suite has none."""
    judge = evaluation.suite.judge
    if judge is None:
        return None
    rows = EvaluationResult.objects.filter(target__evaluation=evaluation)
    found = rows.aggregate(
        judged=Count("pk", filter=Q(judge_score__isnull=False)),
        failed=Count("pk", filter=~Q(judge_error="")),
        tokens=Sum("judge_tokens", default=0),
        points=Sum("judge_points", default=0),
    )
    problem = rows.exclude(judge_error="").order_by("pk").values_list("judge_error", flat=True).first()
    same = (judge["model_name"], judge["provider_name"])
    is_target = any((each.model_name, each.provider_name) == same for each in evaluation.targets.all())
    return Judged(title=judge["title"], first_problem=problem or "", is_target=is_target, **found)


def calibration_for(suite: Suite) -> Calibration:
    """The judge held against every score people gave in the suite's evaluations."""
    rows = EvaluationResult.objects.filter(
        target__evaluation__suite=suite, judge_score__isnull=False, verdict__isnull=False
    )
    return calibration_of(list(rows.order_by("pk").values_list("judge_score", "verdict")))  # type: ignore[arg-type]  # neither is null


def sample_of(evaluation: Evaluation) -> QuerySet[EvaluationResult]:
    """The answers a person is asked to judge: a draw over all targets that repeats."""
    rows = EvaluationResult.objects.filter(target__evaluation=evaluation, judge_score__isnull=False)
    place = Concat(Cast("target_id", CharField()), Value(":"), Cast("number", CharField()))
    drawn = rows.annotate(draw=MD5(place)).order_by("draw", "pk").values_list("pk", flat=True)[:SAMPLE]
    return rows.filter(pk__in=list(drawn)).annotate(draw=MD5(place)).select_related("target").order_by("draw", "pk")


def calibrated(evaluation: Evaluation, calibration: Calibration) -> dict[int, float]:
    """Each target's mean between 0 and 1 as people would have given it, by its position; empty without a calibration.

    A row whose answer failed counts as 0, as it does in the judge's own mean.
    """
    if not calibration.worth:
        return {}
    rows = EvaluationResult.objects.filter(target__evaluation=evaluation).filter(
        Q(judge_score__isnull=False) | ~Q(error_code="")
    )
    counted = rows.values_list("target__position", "judge_score").annotate(count=Count("pk"))
    sums: dict[int, tuple[float, int]] = {}
    for position, score, count in counted.order_by("target__position", F("judge_score").asc(nulls_first=True)):
        worth = 0.0 if score is None else share_of(calibration.worth[score])
        total, rows_there = sums.get(position, (0.0, 0))
        sums[position] = (total + worth * count, rows_there + count)
    return {position: round(total / count, 6) for position, (total, count) in sums.items()}
