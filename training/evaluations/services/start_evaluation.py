"""Start, stop, go on with, judge again and remove evaluations."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Func, Value

from accounts.models import User
from jobs.errors import NotCancellable
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.services.enqueue import enqueue
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.evaluations.errors import (
    EvaluationBusy,
    EvaluationNotEnded,
    EvaluationNotStopped,
    JudgeAbsent,
    SuiteWithoutRows,
)
from training.evaluations.models import MOST_TARGETS, Evaluation, EvaluationResult, EvaluationTarget, Suite
from training.evaluations.queries.evaluations import questions_of
from training.evaluations.rules.metrics import Metric
from training.evaluations.targets import target_kind
from training.rules.work_states import WorkState

KIND = "training.run_evaluation"
STOPPED = "It was stopped."


@dataclass(frozen=True)
class EvaluationToRun:
    """The evaluation, and which of its beginnings."""

    evaluation_id: UUID
    round: int


def start_evaluation(*, user: User, suite: Suite, targets: Sequence[Mapping[str, Any]], seed: int = 1) -> Evaluation:
    """An evaluation of 1 to 6 targets with the job that runs it. Each is kept as it stands now.

    A target is ``{"kind": …, "id": …}`` with the options of its kind; the first is what the others are compared with.
    """
    if not 1 <= len(targets) <= MOST_TARGETS:
        raise InvalidInput.of("targets", f"Choose 1 to {MOST_TARGETS}.")
    if not 0 <= seed <= 2_147_483_647:
        raise InvalidInput.of("seed", "Expected a whole number from 0 to 2147483647.")
    if suite.version is None:
        raise SuiteWithoutRows
    described = [(str(each.get("kind", "")), _described(user, each)) for each in targets]
    titles = [each.title for _, each in described]
    if len(set(titles)) < len(titles):
        raise InvalidInput.of("targets", "One of them is there twice.")
    rows = len(questions_of(suite))
    if not rows:
        raise InvalidInput.of("suite", "Nobody asks in the rows of this suite.")
    with transaction.atomic():
        evaluation = Evaluation.objects.create(owner=user, suite=suite, seed=seed, row_count=rows)
        EvaluationTarget.objects.bulk_create(
            EvaluationTarget(
                evaluation=evaluation,
                position=position,
                kind=kind,
                title=each.title,
                config=each.config,
                model_name=each.model_name,
                provider_name=each.provider_name,
            )
            for position, (kind, each) in enumerate(described, 1)
        )
        _enqueue(evaluation)
    return evaluation


def stop_evaluation(*, evaluation: Evaluation, at: datetime) -> Evaluation:
    """Stop it; what is answered stays. One that has ended stays as it is."""
    with transaction.atomic():
        job = job_of(evaluation)
        if job is not None:  # before the evaluation, as a worker locks them, too
            with suppress(NotCancellable):
                cancel(job, at=at)
        locked = _locked(evaluation)
        if locked.round == evaluation.round:
            close(locked, Evaluation.State.STOPPED, STOPPED, code="stopped", at=at)
    return locked


def go_on_with_evaluation(*, evaluation: Evaluation) -> Evaluation:
    """Go on where it was stopped or failed; what failed is asked and judged again. EvaluationNotStopped for any other."""
    with transaction.atomic():
        locked = _locked(evaluation)
        if locked.state not in (Evaluation.State.STOPPED, Evaluation.State.FAILED):
            raise EvaluationNotStopped
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM training_evaluationresult r USING training_evaluationtarget t"
                " WHERE t.id = r.target_id AND t.evaluation_id = %s AND r.error_code <> ''",
                [locked.pk],
            )
        failed = EvaluationResult.objects.filter(target__evaluation=locked).exclude(judge_error="")
        failed.update(judged_at=None, judge_error="")
        _begin_anew(locked)
    return locked


def judge_again(*, evaluation: Evaluation, everything: bool = False) -> Evaluation:
    """Have the suite's judge give the verdicts that are missing in an evaluation that has its figures, or all of them anew.

    No target is asked again, and the figures follow when the judge is done. What people gave stays, and so does what an
    earlier verdict took. EvaluationNotEnded before there are figures, JudgeAbsent without a judge, InvalidInput when no
    verdict is missing and not ``everything`` is to be judged.
    """
    with transaction.atomic():
        locked = _locked(evaluation)
        if locked.suite.judge is None:
            raise JudgeAbsent("This suite has no judge.")
        if locked.state != Evaluation.State.READY:
            raise EvaluationNotEnded
        rows = EvaluationResult.objects.filter(target__evaluation=locked, error_code="")
        if not everything:
            rows = rows.filter(judge_score=None)
        taken_back = rows.update(
            judged_at=None,
            judge_error="",
            judge_score=None,
            judge_reason="",
            scores=Func(F("scores"), Value(str(Metric.JUDGE)), arg_joiner=" - ", template="(%(expressions)s)"),
        )
        if not taken_back:
            raise InvalidInput.of("everything", "Each answer has its verdict. Have all of them judged anew, or none.")
        _begin_anew(locked)
    return locked


def remove_evaluation(*, evaluation: Evaluation) -> None:
    """Delete it with its results; EvaluationBusy while it is worked on."""
    with transaction.atomic():
        locked = _locked(evaluation)
        if locked.is_active:
            raise EvaluationBusy
        with connection.cursor() as cursor:  # the database removes the results with their target
            cursor.execute("DELETE FROM training_evaluationtarget WHERE evaluation_id = %s", [locked.pk])
        locked.delete()


def close(evaluation: Evaluation, state: WorkState, problem: str, *, code: str, at: datetime) -> None:
    """End it without figures."""
    Evaluation.objects.filter(pk=evaluation.pk, state__in=["waiting", "running"]).update(
        state=state, problem=problem[:500] or "It failed.", problem_code=code[:60], ended_at=at
    )
    evaluation.refresh_from_db()


def stop_dropped(given: EvaluationToRun) -> None:
    """Its job was cancelled: the evaluation is stopped, unless it was begun anew since."""
    evaluation = Evaluation.objects.filter(pk=given.evaluation_id, round=given.round).first()
    if evaluation is not None:
        close(evaluation, Evaluation.State.STOPPED, STOPPED, code="stopped", at=now())


def close_abandoned(*, at: datetime, limit: int = 200) -> int:
    """Fail evaluations whose job ended without them; how many."""
    closed = 0
    for evaluation in Evaluation.objects.filter(state__in=["waiting", "running"]).order_by("pk")[:limit]:
        with transaction.atomic():
            locked = _locked(evaluation)
            job = job_of(locked)
            if locked.is_active and (job is None or job.is_finished):
                problem = (job.error if job else "") or "Its job is gone."
                close(locked, Evaluation.State.FAILED, problem, code=(job.error_code if job else "") or "failed", at=at)
                closed += 1
    return closed


def job_of(evaluation: Evaluation) -> Job | None:
    """The job of its newest beginning."""
    return Job.objects.filter(kind=KIND, idempotency_key=_key(evaluation)).first()


def _begin_anew(evaluation: Evaluation) -> None:
    evaluation.round, evaluation.state, evaluation.ended_at = evaluation.round + 1, Evaluation.State.WAITING, None
    evaluation.problem = evaluation.problem_code = ""
    evaluation.save()
    _enqueue(evaluation)


def _enqueue(evaluation: Evaluation) -> None:
    enqueue(
        KIND,
        EvaluationToRun(evaluation.pk, evaluation.round),
        owner=evaluation.owner,
        key=_key(evaluation),
        title=f"Evaluate by {evaluation.suite.name}"[:160],
    )


def _key(evaluation: Evaluation) -> str:
    return f"evaluation:{evaluation.pk}:{evaluation.round}"


def _locked(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.select_for_update(of=("self",)).select_related("suite", "owner").get(pk=evaluation.pk)


def _described(user: User, given: Mapping[str, Any]) -> Any:
    kind = target_kind(str(given.get("kind", "")))
    unknown = set(given) - {"kind", "id", *kind.options}
    if unknown:
        raise InvalidInput.of("targets", f"Unknown option: {sorted(unknown)[0][:40]}.")
    try:
        chosen = UUID(str(given.get("id", "")))
    except ValueError as error:
        raise InvalidInput.of("targets", "Each needs the id of what answers.") from error
    return kind.describe(user, chosen, given)
