"""An evaluation asks each row of each target once, survives kills, and says what it found."""

from collections import Counter
from typing import Any

import pytest

from accounts.models import User
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.services.make_dataset import remove_dataset
from training.evaluations.errors import EvaluationBusy, EvaluationNotStopped, GateNotPassed, SuiteWithoutRows
from training.evaluations.models import Evaluation, EvaluationResult, EvaluationTarget, Suite
from training.evaluations.queries.evaluations import questions_of, rows_beside
from training.evaluations.queries.leaderboard import standings_of
from training.evaluations.report import write_report
from training.evaluations.services import run_evaluation
from training.evaluations.services.gate import require_gates
from training.evaluations.services.make_suite import make_suite, remove_suite
from training.evaluations.services.run_evaluation import Running
from training.evaluations.services.start_evaluation import (
    close_abandoned,
    go_on_with_evaluation,
    job_of,
    remove_evaluation,
    start_evaluation,
    stop_evaluation,
)
from training.evaluations.targets import Spent
from training.evaluations.tests.conftest import ROWS, Suites, Table, _Counts, key, one
from training.knowledge.tests.test_survive_kills import Free

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for the end of the process: nothing is cleaned up."""


def begun(suite: Suite, *targets: int) -> Evaluation:
    return start_evaluation(user=suite.owner, suite=suite, targets=[one(each) for each in targets or (1,)])


def ended(evaluation: Evaluation) -> Evaluation:
    run_waiting(lanes=("bulk",))
    evaluation.refresh_from_db()
    return evaluation


def the_job(evaluation: Evaluation) -> Job:
    found = job_of(evaluation)
    assert found is not None
    return found


def test_two_targets_with_figures_differences_and_gates(table: Table, suite_of: Suites) -> None:
    gates = [
        {"metric": "exact", "rule": "at_least", "value": 0.9},
        {"metric": "exact", "rule": "not_worse", "value": 0},
    ]
    suite = suite_of(metrics=["exact", "f1"], gates=gates)
    table.answers = {(key(1), question): answer for question, answer in ROWS}
    table.answers[ROWS[0][0]] = "Paris"  # the second knows one
    evaluation = ended(begun(suite, 1, 2))
    first, second = evaluation.targets.all()
    assert (evaluation.state, evaluation.row_count, EvaluationResult.objects.count()) == ("ready", 3, 6)
    assert first.summary["exact"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "count": 3}
    assert second.summary["exact"]["mean"] == pytest.approx(1 / 3, abs=1e-6)
    assert second.against_first["exact"]["mean"] == pytest.approx(-2 / 3, abs=1e-6)
    assert first.summary["tokens"]["mean"] == 10
    assert (first.summary["points"]["mean"], table.settled) == (1, 6)
    assert [each["is_passed"] for each in second.gates] == [False, False]
    assert not second.passes
    with pytest.raises(GateNotPassed, match=r"Exact match is 0\.333, must be at least 0\.9"):
        require_gates(second)
    result = EvaluationResult.objects.get(target=second, number=1)
    assert (result.question, result.reference, result.answer) == (*ROWS[0], "Paris")
    assert [row.number for row in rows_beside(evaluation, show="different")] == [2, 3]
    assert [row.number for row in rows_beside(evaluation, show="wrong", after=2)] == [3]
    [board] = standings_of(suite.owner)
    assert [(row.place, row.title) for row in board.rows] == [(1, first.title), (2, second.title)]
    assert write_report(evaluation).startswith(b"%PDF")


@pytest.mark.parametrize("kill_at", [1, 2, 3])
def test_a_killed_evaluation_asks_no_row_twice_that_was_written(
    table: Table, suite_of: Suites, monkeypatch: pytest.MonkeyPatch, kill_at: int
) -> None:
    monkeypatch.setattr(run_evaluation, "AT_ONCE", 2)
    rows = [(f"Question {number}?", str(number)) for number in range(5)]
    evaluation = begun(suite_of(rows, metrics=["exact"]))
    table.answers = dict(rows)
    batches = Counter[str]()

    def killing(name: str) -> None:
        batches[name] += 1
        if batches.total() == kill_at:
            raise Killed

    monkeypatch.setattr(run_evaluation, "fail_point", killing)
    running = Evaluation.objects.select_related("suite__version", "owner").get(pk=evaluation.pk)
    with pytest.raises(Killed):
        Running(running, Free()).run()
    assert EvaluationResult.objects.count() == min(5, 2 * kill_at)
    monkeypatch.setattr(run_evaluation, "fail_point", lambda name: None)
    assert ended(evaluation).state == "ready"
    assert Counter(question for _, question in table.asked) == Counter(question for question, _ in rows)
    assert evaluation.targets.get().summary["exact"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "count": 5}


def test_a_row_that_fails_counts_as_nothing_and_is_asked_again_on_going_on(table: Table, suite_of: Suites) -> None:
    table.answers = {ROWS[0][0]: "Paris", ROWS[1][0]: Exception, ROWS[2][0]: "Lima"}
    evaluation = ended(begun(suite_of(metrics=["exact"])))
    target = evaluation.targets.get()
    assert (evaluation.state, target.failed_count) == ("ready", 1)
    assert target.summary["exact"]["mean"] == pytest.approx(2 / 3, abs=1e-6)
    with pytest.raises(EvaluationNotStopped):
        go_on_with_evaluation(evaluation=evaluation)


def test_a_target_that_never_answers_ends_it_with_the_reason(table: Table, suite_of: Suites) -> None:
    table.answers = {question: Exception for question, _ in ROWS}
    evaluation = ended(begun(suite_of()))
    assert (evaluation.state, evaluation.problem_code) == ("failed", "provider_unreachable")
    assert "does not answer" in evaluation.problem
    assert Job.objects.get(kind=run_evaluation_kind()).state == "failed"
    table.answers = dict(ROWS)
    go_on_with_evaluation(evaluation=evaluation)
    assert ended(evaluation).state == "ready"
    assert evaluation.targets.get().failed_count == 0


def run_evaluation_kind() -> str:
    return "training.run_evaluation"


def test_what_was_set_aside_is_given_back(table: Table, suite_of: Suites) -> None:
    table.refuses_from = 2
    evaluation = ended(begun(suite_of()))
    assert (evaluation.state, evaluation.problem) == ("failed", "It is gone.")
    assert (table.given_back, EvaluationResult.objects.count()) == (2, 0)


def test_stopped_goes_on_and_is_removed(table: Table, suite_of: Suites) -> None:
    table.answers = dict(ROWS)
    evaluation = begun(suite_of())
    with pytest.raises(EvaluationBusy):
        remove_evaluation(evaluation=evaluation)
    with pytest.raises(EvaluationBusy):
        remove_suite(suite=evaluation.suite)
    stop_evaluation(evaluation=evaluation, at=now())
    assert ended(evaluation).state == "stopped"
    assert table.asked == []
    go_on_with_evaluation(evaluation=evaluation)
    assert ended(evaluation).state == "ready"
    assert stop_evaluation(evaluation=evaluation, at=now()).state == "ready"
    remove_evaluation(evaluation=evaluation)
    assert [each.objects.count() for each in (Evaluation, EvaluationTarget, EvaluationResult)] == [0, 0, 0]


def test_cancelling_its_job_stops_it_at_once(table: Table, suite_of: Suites, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = begun(suite_of())
    cancel(the_job(waiting), at=now())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem_code, table.asked) == ("stopped", "stopped", [])
    assert ended(go_on_with_evaluation(evaluation=waiting)).state == "ready"
    running = begun(waiting.suite)

    def cancelling(*_: Any) -> Spent:
        cancel(the_job(running), at=now())
        return Spent()

    monkeypatch.setattr(_Counts, "settle", lambda *_, **__: cancelling())
    assert ended(running).state == "stopped"
    assert not EvaluationResult.objects.filter(target__evaluation=running).exists()


def test_one_whose_job_is_gone_is_closed(table: Table, suite_of: Suites) -> None:
    evaluation = begun(suite_of())
    Job.objects.filter(kind=run_evaluation_kind()).delete()
    assert (close_abandoned(at=now()), close_abandoned(at=now())) == (1, 0)
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.problem) == ("failed", "Its job is gone.")


def test_results_outlive_their_dataset(table: Table, suite_of: Suites) -> None:
    table.answers = dict(ROWS)
    suite = suite_of()
    evaluation = ended(begun(suite))
    assert suite.version is not None
    remove_dataset(dataset=suite.version.dataset)
    suite.refresh_from_db()
    assert (suite.version, suite.version_number) == (None, 1)
    assert [row.reference for row in rows_beside(evaluation, show="all")] == ["Paris", "Oslo", "Lima"]
    with pytest.raises(SuiteWithoutRows):
        begun(suite)
    remove_suite(suite=suite)
    assert (Suite.objects.count(), EvaluationResult.objects.count()) == (0, 0)


def test_a_draw_repeats(suite_of: Suites) -> None:
    rows = [(f"Question {number}?", str(number)) for number in range(20)]
    suite = suite_of(rows, most_rows=5)
    numbers = [each.number for each in questions_of(suite)]
    assert (len(numbers), numbers) == (5, sorted(numbers))
    assert numbers == [each.number for each in questions_of(suite)]


def test_bad_input(table: Table, suite_of: Suites, alice: User) -> None:
    suite = suite_of()
    for targets in ([], [one()] * 2, [one(each) for each in range(1, 8)], [{"kind": "oracle", "id": key(1)}],
                    [{"kind": "table", "id": "x"}], [{**one(), "extra": 1}]):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            start_evaluation(user=alice, suite=suite, targets=targets)
        assert list(refused.value.fields) == ["targets"]
    texts = suite_of([{"question": "q", "answer": "a"}])
    assert texts.version is not None
    for field, options in (("metrics", {"metrics": ["taste"]}), ("metrics", {"metrics": []}),
                           ("most_rows", {"most_rows": 0}), ("split", {"split": "test"}),
                           ("answer_part", {"answer_part": "half"})):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            make_suite(user=alice, name="Bad", version=texts.version, **options)
        assert list(refused.value.fields) == [field]
    with pytest.raises(InvalidInput, match="Nobody asks"):
        suite_of([{"text": "Only words."}])
    assert Evaluation.objects.count() == 0
