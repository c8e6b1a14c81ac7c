"""A person says what an answer is worth, so that the judge can be held against it."""

from datetime import datetime

from project.lib.errors import InvalidInput
from training.evaluations.errors import EvaluationNotFound
from training.evaluations.models import Evaluation, EvaluationResult
from training.evaluations.rules.judging import LEAST, MOST


def give_verdict(*, evaluation: Evaluation, position: int, number: int, score: int, at: datetime) -> EvaluationResult:
    """The answer of the target at that position to that row, with the person's score; a later one takes the place of an earlier one.

    EvaluationNotFound when there is no such answer, InvalidInput for a score that is none or where nothing judges.
    """
    if evaluation.suite.judge is None:
        raise InvalidInput.of("score", "This suite has no judge that your scores could be held against.")
    if isinstance(score, bool) or not LEAST <= score <= MOST:
        raise InvalidInput.of("score", f"Expected a whole number from {LEAST} to {MOST}.")
    rows = EvaluationResult.objects.filter(target__evaluation=evaluation, target__position=position, number=number)
    found = rows.filter(error_code="").select_related("target").first()
    if found is None:
        raise EvaluationNotFound("There is no such answer.")
    found.verdict, found.verdict_at = score, at
    found.save(update_fields=["verdict", "verdict_at"])
    return found
