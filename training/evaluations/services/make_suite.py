"""Make, change and remove suites."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from training.datasets.errors import DatasetNotReady
from training.datasets.models import DatasetVersion, Sample
from training.datasets.rules.input import checked_line
from training.datasets.rules.shapes import Shape
from training.evaluations.errors import EvaluationBusy, SuiteNameTaken
from training.evaluations.models import Evaluation, Suite
from training.evaluations.rules.gates import checked_gates
from training.evaluations.rules.judging import LONGEST_RUBRIC, USUAL_RUBRIC
from training.evaluations.rules.metrics import ALWAYS, USUAL, Metric
from training.evaluations.rules.questions import AnswerPart
from training.evaluations.services.judge import described_judge

MOST_ROWS = 20_000


def make_suite(
    *,
    user: User,
    name: str,
    version: DatasetVersion,
    split: str = "",
    most_rows: int | None = None,
    answer_part: str = AnswerPart.WHOLE,
    gives_context: bool = False,
    metrics: Sequence[str] = USUAL,
    gates: Sequence[Mapping[str, Any]] = (),
    judge: UUID | None = None,
    rubric: str = "",
) -> Suite:
    """A suite that asks the rows of a version, which never change; SuiteNameTaken, DatasetNotReady or InvalidInput otherwise.

    With ``judge``, a model this person may use, each answer is judged by the rubric, too, or by the usual one.
    """
    if version.state != DatasetVersion.State.READY:
        raise DatasetNotReady("This version of the dataset is not ready.")
    if version.shape == Shape.TEXT:
        raise InvalidInput.of("dataset", "Nobody asks in these rows. A suite needs questions, instructions or chats.")
    if answer_part not in AnswerPart.values:
        raise InvalidInput.of("answer_part", f"Expected one of {', '.join(AnswerPart.values)}.")
    judging = described_judge(user, judge) if judge else None
    measured = _checked_metrics(metrics, is_judged=judging is not None)
    rows = _row_count(version, split)
    if most_rows is not None and not 1 <= most_rows <= MOST_ROWS:
        raise InvalidInput.of("most_rows", f"Expected 1 to {MOST_ROWS:,} rows.")
    if min(rows, most_rows or rows) > MOST_ROWS:
        raise InvalidInput.of("most_rows", f"A suite asks at most {MOST_ROWS:,} rows; say how many.")
    suite = Suite(
        owner=user,
        name=checked_line("name", name, most=120, may_be_empty=False),
        version=version,
        dataset_name=version.dataset.name,
        version_number=version.number,
        digest=version.digest,
        split=split,
        most_rows=most_rows,
        answer_part=answer_part,
        gives_context=gives_context,
        metrics=measured,
        gates=checked_gates(gates, metrics=[*measured, *ALWAYS]),
        judge=judging,
        rubric=_checked_rubric(rubric) if judging else "",
    )
    _save(suite)
    return suite


def change_suite(*, suite: Suite, name: str | None = None, gates: Sequence[Mapping[str, Any]] | None = None) -> Suite:
    """The suite with what is given changed. What it asks and measures stays: results of one suite can be compared."""
    if name is not None:
        suite.name = checked_line("name", name, most=120, may_be_empty=False)
    if gates is not None:
        suite.gates = checked_gates(gates, metrics=[*suite.metrics, *ALWAYS])
    _save(suite)
    return suite


def remove_suite(*, suite: Suite) -> None:
    """Delete it with its evaluations; EvaluationBusy while one of them is worked on."""
    with transaction.atomic():
        Suite.objects.select_for_update().get(pk=suite.pk)
        if Evaluation.objects.filter(suite=suite, state__in=["waiting", "running"]).exists():
            raise EvaluationBusy
        with connection.cursor() as cursor:  # the database removes the results with their target
            cursor.execute(
                "DELETE FROM training_evaluationtarget t USING training_evaluation e"
                " WHERE e.id = t.evaluation_id AND e.suite_id = %s",
                [suite.pk],
            )
        suite.delete()


def _checked_rubric(rubric: str) -> str:
    if len(rubric) > LONGEST_RUBRIC:
        raise InvalidInput.of("rubric", f"At most {LONGEST_RUBRIC:,} characters.")
    if "\x00" in rubric:
        raise InvalidInput.of("rubric", "It must not contain null characters.")
    return rubric.strip() or USUAL_RUBRIC


def _checked_metrics(metrics: Sequence[str], *, is_judged: bool) -> list[str]:
    unknown = [each for each in metrics if each not in Metric.values]
    if unknown:
        raise InvalidInput.of("metrics", f"{unknown[0][:40]!r} is none of {', '.join(Metric.values)}.")
    found = [str(each) for each in dict.fromkeys(metrics) if each not in ALWAYS]
    if is_judged and Metric.JUDGE not in found:
        found.append(str(Metric.JUDGE))
    if Metric.JUDGE in found and not is_judged:
        raise InvalidInput.of("judge", "Choose the model that judges.")
    if not found:
        raise InvalidInput.of("metrics", "Choose at least one.")
    return found


def _row_count(version: DatasetVersion, split: str) -> int:
    if not split:
        return version.row_count
    if split not in Sample.Split.values:
        raise InvalidInput.of("split", f"Expected one of {', '.join(Sample.Split.values)}.")
    count = Sample.objects.filter(version=version, split=split).count()
    if not count:
        raise InvalidInput.of("split", "No row of this version is in that split.")
    return count


def _save(suite: Suite) -> None:
    try:
        with transaction.atomic():
            suite.save()
    except IntegrityError as error:
        if "one_suite_per_owner_and_name" in str(error):
            raise SuiteNameTaken(fields={"name": [SuiteNameTaken.message]}) from error
        raise
