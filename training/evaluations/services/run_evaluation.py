"""The work of the job that runs an evaluation: batch after batch of rows, each answer written once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from jobs.errors import PermanentFailure
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.fail_points import fail_point
from training.evaluations.models import Evaluation, EvaluationResult, EvaluationTarget
from training.evaluations.queries.evaluations import questions_of
from training.evaluations.rules.metrics import Heard, Metric, scores_of
from training.evaluations.rules.questions import Question
from training.evaluations.services.ask import AT_ONCE, ask
from training.evaluations.services.judge import KEPT, judged
from training.evaluations.services.start_evaluation import close
from training.evaluations.services.summarise import summarise
from training.retrieval.installed import local_embedder

MOST_FAILED_IN_A_ROW = 24
LONGEST_ANSWER = 100_000  # characters that are kept
Row = TypeVar("Row")


class Writer(Protocol):
    """What a job's context offers here."""

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far it is; raises when there is no point in going on."""

    def writes(self) -> AbstractContextManager[None]:
        """A transaction that commits only while the job is still ours."""

    def completes(self, result: Any = None) -> AbstractContextManager[None]:
        """The same, with the job's success."""


@dataclass
class Running:
    """One evaluation being worked on. What an earlier attempt wrote down is not asked again."""

    evaluation: Evaluation
    writer: Writer
    done: int = 0
    failed_in_a_row: int = 0
    last_problem: tuple[str, str] = ("", "")

    def run(self) -> None:
        """Ask every row of every target, then work out the figures; a PermanentFailure when that is hopeless."""
        evaluation = self.evaluation
        try:
            questions = questions_of(evaluation.suite)
            with self.writer.writes():
                Evaluation.objects.filter(pk=evaluation.pk).update(state=Evaluation.State.RUNNING)
            targets = list(evaluation.targets.all())
            whole = len(questions) * len(targets) * (2 if evaluation.suite.judge else 1)
            for target in targets:
                self._ask_all(target, questions, whole)
            for target in targets if evaluation.suite.judge else ():
                self._judge_all(target, whole)
        except DaimonError as error:
            if error.status >= 500:
                raise
            self._fail(error.message, error.code)
        with self.writer.completes({"rows": len(questions), "targets": len(targets)}):
            summarise(evaluation, at=now())

    def _ask_all(self, target: EvaluationTarget, questions: Sequence[Question], whole: int) -> None:
        known = set(EvaluationResult.objects.filter(target=target).values_list("number", flat=True))
        self.done += len(known)
        self.failed_in_a_row = 0
        for batch in _batches(each for each in questions if each.number not in known):
            self.writer.progress(self.done * 100 / max(1, whole), f"{target.title}: {self.done:,} of {whole:,}")
            self._ask(target, batch)
            self.done += len(batch)
            fail_point("evaluation_rows_written")

    def _judge_all(self, target: EvaluationTarget, whole: int) -> None:
        """What nobody judged yet, batch after batch; what an earlier attempt judged is not judged again."""
        rows = EvaluationResult.objects.filter(target=target).order_by("number")
        waiting = list(rows.filter(judged_at=None, error_code=""))
        self.done += self.evaluation.row_count - len(waiting)
        self.failed_in_a_row = 0
        for batch in _batches(waiting):
            self.writer.progress(self.done * 100 / max(1, whole), f"{target.title}: {self.done:,} of {whole:,}")
            found = judged(self.evaluation.suite, self.evaluation.owner, batch)
            with self.writer.writes():
                EvaluationResult.objects.bulk_update(found, KEPT)
            for each in found:
                self.failed_in_a_row = self.failed_in_a_row + 1 if each.judge_error else 0
            self.done += len(batch)
            fail_point("evaluation_rows_judged")
            if self.failed_in_a_row >= min(MOST_FAILED_IN_A_ROW, self.evaluation.row_count):
                title = (self.evaluation.suite.judge or {})["title"]
                self._fail(f"The judge {title} gives no verdict: {found[-1].judge_error}", "judge_failed")

    def _ask(self, target: EvaluationTarget, batch: list[Question]) -> None:
        heard = ask(target.kind, self.evaluation.owner, target.config, batch)
        similar = self._similarities(batch, heard)
        rows = [
            self._row(target, question, each, similarity)
            for question, each, similarity in zip(batch, heard, similar, strict=True)
        ]
        with self.writer.writes():
            EvaluationResult.objects.bulk_create(rows, ignore_conflicts=True)
        for each in heard:
            self.failed_in_a_row = self.failed_in_a_row + 1 if each.has_failed else 0
            self.last_problem = (each.error, each.error_code) if each.has_failed else self.last_problem
        if self.failed_in_a_row >= min(MOST_FAILED_IN_A_ROW, self.evaluation.row_count):
            self._fail(f"{target.title} does not answer: {self.last_problem[0]}", self.last_problem[1])

    def _row(
        self, target: EvaluationTarget, question: Question, heard: Heard, similarity: float | None
    ) -> EvaluationResult:
        suite = self.evaluation.suite
        return EvaluationResult(
            target=target,
            number=question.number,
            question=question.text,
            reference=question.reference,
            answer=heard.answer[:LONGEST_ANSWER],
            calls=[{"name": name, "arguments": arguments} for name, arguments in heard.calls],
            passages=None if heard.passages is None else list(heard.passages),
            scores=scores_of(question, heard, metrics=suite.metrics, part=suite.answer_part, similarity=similarity),
            error_code=heard.error_code,
            error=heard.error[:500],
            latency_ms=heard.latency_ms,
            first_token_ms=heard.first_token_ms,
            input_tokens=heard.input_tokens,
            output_tokens=heard.output_tokens,
            points=heard.points,
            at=now(),
        )

    def _similarities(self, batch: list[Question], heard: list[Heard]) -> list[float | None]:
        """The cosine of answer and reference by the installed embedder; None without one."""
        embedder = local_embedder() if Metric.SIMILARITY in self.evaluation.suite.metrics else None
        if embedder is None:
            return [None] * len(batch)
        texts = [
            text or " " for each, asked in zip(heard, batch, strict=True) for text in (each.answer, asked.reference)
        ]
        vectors = embedder.embed(texts)
        return [
            0.0
            if each.has_failed or not each.answer.strip()
            else max(0.0, float(vectors[2 * at] @ vectors[2 * at + 1]))
            for at, each in enumerate(heard)
        ]

    def _fail(self, problem: str, code: str) -> None:
        with self.writer.writes():
            close(self.evaluation, Evaluation.State.FAILED, problem, code=code, at=now())
        raise PermanentFailure(problem, code=code or "failed")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, AT_ONCE)):
        yield batch
