"""A judge that costs points is paid like any other call: by the ledger, within what the person has, and once for each verdict."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Sum
from pytest_django.fixtures import Settings

from accounts.models import User
from chat.models import UsageRecord
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.testing.wire import served_beside
from spirits.queries.economy.accounts import held_points_of, points_of
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.economy.move_points import grant_points
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.evaluations.models import Evaluation, EvaluationResult
from training.evaluations.services.make_suite import make_suite
from training.evaluations.services.start_evaluation import go_on_with_evaluation, start_evaluation
from training.models import LanguageModel
from training.providers.loopback import OpenAIServer
from training.testing import make_model, make_provider
from training.tests.test_judge_answers import ANSWERS, Office

pytestmark = pytest.mark.django_db
ROWS = 3
COST = 20 + 2 * 5  # of a verdict: 20 tokens in at one point, 5 out at two
START = 50_000


@pytest.fixture
def judge(settings: Settings) -> Iterator[LanguageModel]:
    """A dear judge of the installation; the clerk beside it costs nothing."""
    server = OpenAIServer()
    server.scripted = Office()  # type: ignore[assignment]  # it says what this test wants
    with served_beside(server) as running:
        settings.OUTBOUND_ALLOWED_HOSTS = [running.address]
        provider = make_provider(base_url=server.base_url)
        make_model(provider, "clerk")
        yield make_model(provider, "judge", input_points_per_million=1_000_000, output_points_per_million=2_000_000)


@pytest.fixture
def evaluation(alice: User, judge: LanguageModel, settings: Settings, tmp_path: Path) -> Evaluation:
    """Three questions, asked of the clerk and judged."""
    settings.DATASETS_DIR = tmp_path / "datasets"
    rows = [{"question": each, "answer": ANSWERS[each][0]} for each in list(ANSWERS)[:ROWS]]
    raw = "".join(json.dumps(row) + "\n" for row in rows).encode()
    version = upload_version(dataset=make_dataset(user=alice, name="Capitals"), name="rows.jsonl", chunks=[raw])
    run_waiting(lanes=("bulk",))
    version.refresh_from_db()
    suite = make_suite(user=alice, name="Judged", version=version, metrics=["judge"], judge=judge.pk)
    clerk = LanguageModel.objects.get(name="clerk")
    return start_evaluation(user=alice, suite=suite, targets=[{"kind": "model", "id": str(clerk.pk)}])


def rich(user: User, key: str) -> None:
    grant_points(user=user, points=START, key=key, at=now(), reason="")


def paid() -> int:
    return int(UsageRecord.objects.filter(model_name="judge").aggregate(sum=Sum("points"))["sum"] or 0)


def test_each_verdict_is_paid_by_the_ledger(alice: User, evaluation: Evaluation) -> None:
    rich(alice, "start")
    run_waiting()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.problem) == ("ready", "")
    assert list(EvaluationResult.objects.values_list("judge_points", "points")) == [(COST, 0)] * ROWS
    assert (paid(), points_of(alice), held_points_of(alice)) == (COST * ROWS, START - COST * ROWS, 0)
    assert find_breaks() == []


def test_who_cannot_pay_the_judge_keeps_the_answers_and_goes_on_later(alice: User, evaluation: Evaluation) -> None:
    run_waiting()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.problem_code) == ("failed", "not_enough_points")
    assert list(EvaluationResult.objects.values_list("judged_at", "judge_points")) == [(None, 0)] * ROWS
    answered = list(EvaluationResult.objects.order_by("pk").values_list("pk", "answer"))
    assert (paid(), held_points_of(alice)) == (0, 0)
    rich(alice, "later")
    go_on_with_evaluation(evaluation=evaluation)
    run_waiting()
    evaluation.refresh_from_db()
    assert evaluation.state == "ready"
    assert list(EvaluationResult.objects.order_by("pk").values_list("pk", "answer")) == answered
    assert (paid(), points_of(alice)) == (COST * ROWS, START - COST * ROWS)
