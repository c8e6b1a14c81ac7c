"""An evaluation of two models on questions about boats with gates."""

from accounts.models import User
from project.lib.clock import now
from training.datasets.queries.datasets import newest_ready
from training.evaluations.models import Evaluation, EvaluationResult
from training.evaluations.queries.evaluations import questions_of
from training.evaluations.rules.metrics import Heard, scores_of
from training.evaluations.services.make_suite import make_suite
from training.evaluations.services.start_evaluation import start_evaluation
from training.evaluations.services.summarise import summarise
from training.evaluations.targets import choices_for
from training.models import Dataset

ANSWERS = ("{reference}", "I do not know that boat; the yard's book may say more about her than I can.")


def make_evaluation(owner: User) -> Evaluation:
    """Ended, without asking anybody: the answers are written here."""
    version = newest_ready(Dataset.objects.get(owner=owner))
    assert version is not None
    gates = [
        {"metric": "f1", "rule": "not_worse", "value": 0.05},
        {"metric": "refusal", "rule": "at_most", "value": 0.1},
    ]
    suite = make_suite(user=owner, name="What guests ask", version=version, metrics=["f1", "exact"], gates=gates)
    chosen = [{"kind": each.kind, "id": each.id} for each in choices_for(owner)[:2]]
    evaluation = start_evaluation(user=owner, suite=suite, targets=chosen)
    for target, said in zip(evaluation.targets.all(), ANSWERS, strict=True):
        for question in questions_of(suite):
            heard = Heard(said.format(reference=question.reference), latency_ms=412, input_tokens=31, output_tokens=12)
            EvaluationResult.objects.create(
                target=target, number=question.number, question=question.text, reference=question.reference,
                answer=heard.answer, scores=scores_of(question, heard, metrics=suite.metrics, part="whole"), at=now(),
            )  # fmt: skip
    summarise(evaluation, at=now())
    return evaluation
