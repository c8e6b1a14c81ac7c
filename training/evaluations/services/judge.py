"""Have a model judge answers by a suite's rubric: each score is kept with its reason and what it took."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.errors import ModelAbsent
from training.evaluations.errors import JudgeAbsent
from training.evaluations.models import EvaluationResult, Suite
from training.evaluations.rules.judging import NoVerdict, share_of, turns_for, verdict_of
from training.evaluations.rules.metrics import Heard, Metric
from training.evaluations.rules.questions import Question
from training.evaluations.services.ask import ask
from training.evaluations.targets import Choice, target_kind

JUDGED_BY = "model"  # the kind of target that judges: a model by itself
KEPT = ["scores", "judge_score", "judge_reason", "judge_error", "judge_tokens", "judge_points", "judged_at"]


def judges_for(user: User) -> list[Choice]:
    """The models that this person can have judge."""
    return target_kind(JUDGED_BY).choices(user)


def described_judge(user: User, model_id: UUID) -> dict[str, Any]:
    """The model as a suite keeps it; InvalidInput names the field ``judge`` when there is none."""
    try:
        found = target_kind(JUDGED_BY).describe(user, model_id, {})
    except InvalidInput as error:
        raise InvalidInput.of(
            "judge", "There is no such model, or you may not use it. Choose another judge."
        ) from error
    return {
        "title": found.title, "config": found.config, "model_name": found.model_name, "provider_name": found.provider_name,
    }  # fmt: skip


def judged(suite: Suite, owner: User, results: Sequence[EvaluationResult]) -> list[EvaluationResult]:
    """The results with what the judge says of each, not saved yet. JudgeAbsent when there is no judge any more."""
    judge: Mapping[str, Any] = suite.judge or {}
    marks = [secrets.token_hex(6) for _ in results]
    asked = [_asked(suite, result, mark) for result, mark in zip(results, marks, strict=True)]
    try:
        heard = ask(JUDGED_BY, owner, judge["config"], asked)
    except ModelAbsent as error:
        raise JudgeAbsent(
            f"The judge {judge['title']} is no longer there, or you may no longer use it. Have it switched on again and go on, "
            "or make a suite with another judge."
        ) from error
    return [_with(result, said, mark) for result, said, mark in zip(results, heard, marks, strict=True)]


def _asked(suite: Suite, result: EvaluationResult, mark: str) -> Question:
    calls = "\n".join(f"{each['name']} {each['arguments']}" for each in result.calls)
    answer = "\n".join(part for part in (result.answer, calls) if part)
    turns = turns_for(suite.rubric, question=result.question, reference=result.reference, answer=answer, mark=mark)
    return Question(result.number, turns, "")


def _with(result: EvaluationResult, said: Heard, mark: str) -> EvaluationResult:
    result.judged_at, result.judge_error, result.judge_reason, result.judge_score = now(), "", "", None
    result.judge_tokens += said.input_tokens + said.output_tokens
    result.judge_points += said.points
    try:
        if said.has_failed:
            raise NoVerdict(said.error)
        found = verdict_of(said.answer, mark=mark)
    except NoVerdict as error:
        result.judge_error = str(error)[:500]
        return result
    result.judge_score, result.judge_reason = found.score, found.reason
    result.scores = {**result.scores, Metric.JUDGE: round(share_of(found.score), 6)}
    return result
