"""Work out an evaluation's figures from its rows: the means, the differences to the first, and the gates."""

from collections.abc import Mapping
from datetime import datetime

from training.evaluations.ended import evaluation_ended
from training.evaluations.models import Evaluation, EvaluationResult, EvaluationTarget
from training.evaluations.queries.evaluations import scores_by_row
from training.evaluations.rules.chance import difference_of, mean_of
from training.evaluations.rules.gates import absolute, judged
from training.evaluations.rules.metrics import ALWAYS

Scores = Mapping[int, Mapping[str, float]]


def summarise(evaluation: Evaluation, *, at: datetime) -> None:
    """Write the figures and close it; within the caller's transaction."""
    suite = evaluation.suite
    metrics = [*suite.metrics, *ALWAYS]
    targets = list(evaluation.targets.all())
    first = scores_by_row(targets[0])
    for target in targets:
        scores = first if target == targets[0] else scores_by_row(target)
        target.summary = _means(scores, metrics, evaluation.seed)
        target.against_first = {} if target == targets[0] else _differences(first, scores, metrics, evaluation.seed)
        gates = absolute(suite.gates) if target == targets[0] else suite.gates
        target.gates = [each.told() for each in judged(gates, target.summary, target.against_first)]
        target.failed_count = EvaluationResult.objects.filter(target=target).exclude(error_code="").count()
    EvaluationTarget.objects.bulk_update(targets, ["summary", "against_first", "gates", "failed_count"])
    Evaluation.objects.filter(pk=evaluation.pk).update(
        state=Evaluation.State.READY, problem="", problem_code="", ended_at=at
    )
    evaluation_ended(evaluation, at=at)


def _means(scores: Scores, metrics: list[str], seed: int) -> dict[str, dict[str, float]]:
    found = {}
    for metric in metrics:
        values = [scores[number][metric] for number in sorted(scores) if metric in scores[number]]
        mean = mean_of(values, seed=seed)
        if mean is not None:
            found[metric] = mean.told()
    return found


def _differences(first: Scores, second: Scores, metrics: list[str], seed: int) -> dict[str, dict[str, float | bool]]:
    found = {}
    for metric in metrics:
        rows = [
            number
            for number in sorted(first)
            if metric in first[number] and number in second and metric in second[number]
        ]
        difference = difference_of(
            [first[number][metric] for number in rows], [second[number][metric] for number in rows], seed=seed
        )
        if difference is not None:
            found[metric] = difference.told()
    return found
