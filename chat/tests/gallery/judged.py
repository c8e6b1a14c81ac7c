"""An evaluation of two models on questions about boats with a gate, and a training run with its curve."""

import json
from uuid import UUID

from accounts.models import User
from project.lib.clock import now
from training.datasets.queries.datasets import newest_ready
from training.evaluations.models import Evaluation, EvaluationResult
from training.evaluations.queries.evaluations import questions_of
from training.evaluations.rules.judging import share_of
from training.evaluations.rules.metrics import Heard, scores_of
from training.evaluations.services.judge import judges_for
from training.evaluations.services.make_suite import make_suite
from training.evaluations.services.start_evaluation import start_evaluation
from training.evaluations.services.summarise import summarise
from training.evaluations.targets import choices_for
from training.models import Dataset, TrainedVersion, TrainingArtifact, TrainingLog, TrainingMetric, TrainingRun
from training.runs.work import folder_of

ANSWERS = ("{reference}", "I do not know that boat; the yard's book may say more about her than I can.")


def make_evaluation(owner: User) -> Evaluation:
    """Ended, without asking anybody: the answers are written here."""
    version = newest_ready(Dataset.objects.get(owner=owner))
    assert version is not None
    gates = [
        {"metric": "f1", "rule": "not_worse", "value": 0.05},
        {"metric": "refusal", "rule": "at_most", "value": 0.1},
    ]
    suite = make_suite(
        user=owner, name="What guests ask", version=version, metrics=["f1", "exact"], gates=gates,
        judge=UUID(judges_for(owner)[-1].id),
    )  # fmt: skip
    chosen = [{"kind": each.kind, "id": each.id} for each in choices_for(owner)[:2]]
    evaluation = start_evaluation(user=owner, suite=suite, targets=chosen)
    for target, said in zip(evaluation.targets.all(), ANSWERS, strict=True):
        for question in questions_of(suite):
            heard = Heard(said.format(reference=question.reference), latency_ms=412, input_tokens=31, output_tokens=12)
            score = 5 if target.position == 1 else 1 + question.number % 2
            scores = scores_of(question, heard, metrics=suite.metrics, part="whole")
            EvaluationResult.objects.create(
                target=target, number=question.number, question=question.text, reference=question.reference,
                answer=heard.answer, scores={**scores, "judge": share_of(score)}, at=now(), judge_score=score, judged_at=now(),
                judge_reason="It says what the reference says." if score == 5 else "It gives no answer.", judge_tokens=180,
                verdict=max(1, score - question.number % 3) if question.number % 4 else None,
            )  # fmt: skip
    summarise(evaluation, at=now())
    return evaluation


def make_training(owner: User) -> TrainingRun:
    """An adapter that was refused, with a falling curve, a log and a file."""
    version = newest_ready(Dataset.objects.get(owner=owner))
    assert version is not None
    run = TrainingRun.objects.create(
        owner=owner, name="Harbour voice", executor="lora", state="ready", progress=100, version=version,
        dataset_name=version.dataset.name, version_number=version.number, digest=version.digest, attempts=2,
        config={"base_model": "tiny", "rank": 8, "steps": 40, "seed": 1}, started_at=now(), ended_at=now(),
        result={"before": 4.2, "after": 4.3},
    )  # fmt: skip
    for step in range(1, 41):
        TrainingMetric.objects.create(run=run, name="loss", step=step, value=4.3 / step**0.3, at=now())
    for step in (0, 20, 40):
        TrainingMetric.objects.create(run=run, name="held_out_loss", step=step, value=4.2 + step / 400, at=now())
    for number, text in enumerate(("Attempt 1", "Checkpoint at step 20", "Attempt 2", "Going on after step 20"), 1):
        TrainingLog.objects.create(run=run, number=number, text=text, at=now())
    TrainingArtifact.objects.create(run=run, path="adapter/adapter_model.safetensors", size=81_920, sha256="5f" * 32)
    TrainedVersion.objects.create(
        owner=owner, name=run.name, number=1, run=run, state="refused", decided_at=now(),
        reason="Held-out loss is 4.3000, and 4.2000 without the adapter.",
    )  # fmt: skip
    return run


def make_kept_training(owner: User, refused: TrainingRun) -> TrainingRun:
    """One whose adapter is kept and may be exported."""
    run = TrainingRun.objects.create(
        owner=owner, name=refused.name, executor="lora", state="ready", progress=100, version=refused.version,
        dataset_name=refused.dataset_name, version_number=refused.version_number, digest=refused.digest,
        config=refused.config, started_at=now(), ended_at=now(), result={"before": 4.2, "after": 1.9},
    )  # fmt: skip
    adapter = folder_of(run) / "adapter"
    adapter.mkdir(parents=True)
    (adapter / "adapter_config.json").write_text("{}")
    (folder_of(run) / "job.json").write_text(json.dumps({"base": str(adapter)}))
    for step in (0, 20, 40):
        TrainingMetric.objects.create(run=run, name="held_out_loss", step=step, value=4.2 - step / 18, at=now())
    TrainedVersion.objects.create(owner=owner, name=run.name, number=2, run=run, state="candidate")
    return run
