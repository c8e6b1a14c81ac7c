"""Training runs for minions: knowledge and instructions made of a dataset, judged by a suite, given, and taken back."""

import json
import re
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of
from chat.context.sources import Asking
from chat.knowledge_source import knowledge_passages
from chat.services.conversations import start_conversation
from chat.testing import make_scripted_model
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from spirits.models import Minion, MinionSpirit, XpEvent
from spirits.services.create_minion import create_minion
from spirits.services.load_catalogue import load_catalogue
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.evaluations.models import Evaluation
from training.evaluations.services.make_suite import make_suite
from training.knowledge.errors import DocumentRefused
from training.knowledge.services.index_document import Indexing
from training.models import KnowledgeBase, LanguageModel, Provider
from training.providers.builtin.provider import MODEL
from training.providers.loopback import OpenAIServer
from training.providers.protocol import ChatRequest, Finished, StreamEvent, TextDelta, Usage
from training.runs.errors import TrainingBusy, TrainingNotPromotable
from training.runs.executors.prompt import PromptExecutor
from training.runs.models import TrainedVersion, TrainingRun
from training.runs.queries.canary import is_drawn
from training.runs.queries.runs import curves_of
from training.runs.services.decide import promote, roll_back, try_on_share
from training.runs.services.start_training import (
    close_abandoned,
    go_on_with_training,
    job_of,
    remove_training,
    start_training,
)
from training.testing import make_model, make_provider
from training.tests.conftest import Serve, serve  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = ("Bergen", "Oslo", "Trondheim", "Tromso", "Bodo", "Molde", "Narvik", "Larvik", "Moss", "Halden")
ROWS = [
    {"question": f"What is the mooring fee at {name}?", "answer": f"The mooring fee at {name} is {20 + at} crowns."}
    for at, name in enumerate(PLACES)
]


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    for name in ("KNOWLEDGE_DIR", "DATASETS_DIR", "MODELS_DIR", "ARTIFACTS_DIR"):
        setattr(settings, name, tmp_path / name.lower())


def rows_of(owner: User) -> DatasetVersion:
    raw = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    version = upload_version(dataset=make_dataset(user=owner, name="Fees"), name="fees.jsonl", chunks=[raw])
    run_waiting(lanes=("bulk",))
    version.refresh_from_db()
    return version


def builtin() -> LanguageModel:
    provider = Provider.objects.create(kind=Provider.Kind.BUILTIN, name="Built in")
    return LanguageModel.objects.create(provider=provider, name=MODEL, is_default=True)


def clerk(owner: User, **fields: Any) -> Minion:
    load_catalogue()
    return create_minion(user=owner, name="Clerk", spirits=["writer"], **fields).minion


def the_job(run: TrainingRun) -> Job:
    found = job_of(run)
    assert found is not None
    return found


def trained(run: TrainingRun) -> TrainedVersion:
    run_waiting()
    run.refresh_from_db()
    assert run.state == "ready", run.problem
    return TrainedVersion.objects.get(run=run)


def test_knowledge_passes_its_gate_reaches_the_minion_and_is_taken_back(alice: User) -> None:
    version, minion = rows_of(alice), clerk(alice, language_model=builtin().pk)
    gates = [{"metric": "exact", "rule": "better", "value": 0.5}]
    suite = make_suite(
        user=alice, name="Fees", version=version, answer_part="first_cited", metrics=["exact"], gates=gates
    )
    run = start_training(
        user=alice, name="Fees", executor="rag", version=version, minion_id=minion.pk, suite_id=suite.pk
    )
    made = trained(run)
    assert (made.state, made.reason, made.taken_from) == ("live", "", 1)
    assert (run.result["passages"], run.result["recall"], run.result["tried"]) == (10, 1.0, 10)
    assert [value for _, value in curves_of(run)["recall"]] == [1.0] * 10
    before, after = Evaluation.objects.get().targets.all()
    assert (before.title, after.title) == ("Clerk", "Clerk, trained")
    assert (before.summary["exact"]["mean"], after.summary["exact"]["mean"]) == (0.0, 1.0)
    [base] = KnowledgeBase.objects.all()
    assert list(Minion.objects.get(pk=minion.pk).knowledge_bases.all()) == [base]
    spirit = MinionSpirit.objects.get(minion=minion, slot__isnull=False)
    event = XpEvent.objects.get(source=f"training:{run.pk}:{spirit.pk}")
    assert (event.kind, event.minion_spirit_id, event.amount) == ("task_completed", spirit.pk, 25)
    with pytest.raises(TrainingBusy):
        remove_training(run=run)
    roll_back(version=made, at=run.created_at)
    assert not Minion.objects.get(pk=minion.pk).knowledge_bases.exists()
    with pytest.raises(TrainingNotPromotable):
        roll_back(version=made, at=run.created_at)
    assert promote(version=made, at=run.created_at).state == "live"
    assert list(Minion.objects.get(pk=minion.pk).knowledge_bases.all()) == [base]


def test_a_version_is_tried_on_a_share_of_conversations(alice: User) -> None:
    version, minion = rows_of(alice), clerk(alice, language_model=builtin().pk)
    run = start_training(user=alice, name="Fees", executor="rag", version=version, minion_id=minion.pk)
    made = roll_back(version=trained(run), at=run.created_at)
    for share in (0, 100):
        with pytest.raises(InvalidInput):
            try_on_share(version=made, share=share, at=run.created_at)
    tried = try_on_share(version=made, share=50, at=run.created_at)
    assert (tried.state, tried.share) == ("canary", 50)
    talks = [start_conversation(user=alice, minion_id=minion.pk).pk for _ in range(16)]
    drawn = [is_drawn(made.pk, each, 50) for each in talks]

    def knows(talk: Any) -> bool:
        return bool(knowledge_passages(Asking(alice.pk, talk, minion.pk, ROWS[0]["question"], run.created_at)))

    assert [knows(each) for each in talks] == drawn
    assert len(set(drawn)) == 2
    second = start_training(
        user=alice, name="Others", executor="rag", version=version, config={"tried": 0}, minion_id=minion.pk
    )
    other = roll_back(version=trained(second), at=run.created_at)
    with pytest.raises(TrainingNotPromotable, match="another version"):
        try_on_share(version=other, share=5, at=run.created_at)
    assert roll_back(version=made, at=run.created_at).state == "retired"
    assert not any(map(knows, talks))
    try_on_share(version=made, share=1, at=run.created_at)
    assert promote(version=made, at=run.created_at).share is None
    assert all(map(knows, talks))


def test_what_fails_its_gate_is_refused_and_the_minion_stays(alice: User) -> None:
    version, minion = rows_of(alice), clerk(alice, language_model=builtin().pk)
    gates = [{"metric": "exact", "rule": "at_least", "value": 1}]
    suite = make_suite(
        user=alice, name="Fees", version=version, answer_part="last_line", metrics=["exact"], gates=gates
    )
    run = start_training(
        user=alice, name="Fees", executor="rag", version=version, minion_id=minion.pk, suite_id=suite.pk
    )
    made = trained(run)
    assert made.state == "refused"
    assert made.reason == "Clerk, trained: Exact match is 0, must be at least 1."
    assert not Minion.objects.get(pk=minion.pk).knowledge_bases.exists()
    with pytest.raises(TrainingNotPromotable, match="must be at least 1"):
        promote(version=made, at=run.created_at)
    remove_training(run=run)
    assert TrainingRun.objects.count() == TrainedVersion.objects.count() == 0


def test_instructions_are_found_by_evaluation(alice: User) -> None:
    """The scripted model answers what its instructions' last words tell it to."""
    version = rows_of(alice)
    model = make_scripted_model()
    minion = clerk(alice, language_model=model.pk, instructions="Be kind.")
    config = {"instructions": ["Be brief."], "examples": [0], "rows": 4, "metric": "f1"}
    run = start_training(
        user=alice, name="Tone", executor="prompt", version=version, config=config, minion_id=minion.pk
    )
    made = trained(run)
    assert run.result["candidates"] == 2
    assert len(curves_of(run)["f1"]) == 2
    assert (made.state, made.reason) == ("refused", "None of the candidates answers better than what the minion has.")
    minion.refresh_from_db()
    assert minion.instructions == "Be kind."
    assert XpEvent.objects.filter(source__startswith=f"training:{run.pk}").count() == 1


class Pupil:
    """A model that knows every fee, and says it as its instructions have it: exactly only when told how and shown how."""

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer in one piece."""
        told, place = request.messages[0].text, request.last_user_text.rsplit(" ", 1)[-1].rstrip("?")
        fee = 20 + PLACES.index(place)
        shown = re.findall(r"^Answer: (.+)$", told, re.MULTILINE)
        if "whole sentence" in told and shown:
            yield TextDelta(f"The mooring fee at {place} is {fee} crowns.")
        else:
            yield TextDelta(
                f"{fee} crowns" if "whole sentence" in told or shown else f"I think about {fee}, ask again."
            )
        yield Usage(10, 5)
        yield Finished("stop")


def test_chosen_instructions_beat_the_minions_own_on_rows_that_nobody_chose_by(
    serve: Serve,  # noqa: F811
    alice: User,
) -> None:
    server = OpenAIServer()
    server.scripted = Pupil()  # type: ignore[assignment]  # it says what this test wants
    serve(server)
    version = rows_of(alice)
    model = make_model(make_provider(base_url=server.base_url), "pupil")
    minion = clerk(alice, language_model=model.pk, instructions="Be kind.")
    config = {"instructions": ["Answer in a whole sentence."], "examples": [0, 2], "rows": 4, "metric": "exact"}
    suite = make_suite(
        user=alice,
        name="Fees",
        version=version,
        metrics=["exact"],
        gates=[{"metric": "exact", "rule": "better", "value": 0.5}],
    )
    run = start_training(
        user=alice,
        name="Tone",
        executor="prompt",
        version=version,
        config=config,
        minion_id=minion.pk,
        suite_id=suite.pk,
    )
    made = trained(run)
    assert [value for _, value in curves_of(run)["exact"]] == [0.0, 0.0, 0.0, 1.0]
    assert run.result == {
        "before": 0.0, "after": 1.0, "candidates": 4, "rows": 4, "unseen_rows": 4, "unseen_before": 0.0, "unseen_after": 1.0,
    }  # fmt: skip
    assert made.state == "live", made.reason
    minion.refresh_from_db()
    assert minion.instructions == made.changes["instructions"]
    shown = re.findall(r"^Question: (.+)$", minion.instructions, re.MULTILINE)
    assert len(shown) == 2
    asked = Counter(each.json["messages"][-1]["content"] for each in server.received if each.body)
    # Ten in each evaluation; beside that, four rows by each candidate, and four others by the first and the best.
    assert sorted(asked.values()) == [2, 2, *[4] * 4, *[6] * 4]
    assert {row for row, times in asked.items() if times == 2} == set(shown)
    before, after = Evaluation.objects.get().targets.all()
    assert (before.summary["exact"]["mean"], after.summary["exact"]["mean"]) == (0.0, 1.0)


def test_a_lucky_choice_is_refused_by_rows_that_nobody_chose_by(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    version = rows_of(alice)
    minion = clerk(alice, language_model=make_scripted_model().pk, instructions="Be kind.")
    scores = iter([0.2, 0.6, 0.5, 0.4])
    monkeypatch.setattr(PromptExecutor, "_score", lambda *_: next(scores))
    config = {"instructions": ["Be brief."], "examples": [0], "rows": 4, "metric": "f1"}
    run = start_training(
        user=alice, name="Tone", executor="prompt", version=version, config=config, minion_id=minion.pk
    )
    made = trained(run)
    assert (made.state, made.reason) == (
        "refused", "On rows that nobody chose by it answers no better: 0.4000, and 0.5000 without.",
    )  # fmt: skip
    minion.refresh_from_db()
    assert minion.instructions == "Be kind."


def test_a_failed_indexing_fails_the_run_and_it_can_go_on(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    version = rows_of(alice)
    run = start_training(user=alice, name="Fees", executor="rag", version=version, config={"tried": 0})

    def refused(self: Any) -> None:
        raise DocumentRefused("It cannot be read.")

    with monkeypatch.context() as patch:
        patch.setattr(Indexing, "_run", refused)
        run_waiting()
    close_abandoned(at=run.created_at)
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("failed", "job_before_failed")
    go_on_with_training(run=run)
    assert trained(run).state == "candidate"
    assert KnowledgeBase.objects.count() == 1


def test_api_and_pages(alice: User, bob: User) -> None:
    version, minion = rows_of(alice), clerk(alice, language_model=builtin().pk)
    client, other = client_of(alice), client_of(bob)
    body = {"name": "Fees", "executor": "rag", "dataset": str(version.dataset_id), "minion": str(minion.pk)}
    made = client.post("/api/v1/training-runs", body, content_type="application/json")
    assert made.status_code == 201, made.content
    path = f"/api/v1/training-runs/{made.json()['id']}"
    page = f"/training/{made.json()['id']}/"
    assert 'data-follow="jobs"' in client.get(page).content.decode()
    run_waiting()
    found = client.get(path).json()
    assert (found["state"], found["made"]["state"], found["config"]) == ("ready", "live", {"tried": 100, "passages": 6})
    assert len(client.get(f"{path}/metrics").json()["results"]) == 10
    assert client.get(f"{path}/logs").json()["results"][0]["text"] == "Attempt 1"
    assert client.get(f"{path}/artifacts").json() == []
    assert client.get(f"{path}/download?path=../secret").status_code == 404
    for refused in (f"{path}/resume",):
        assert client.post(refused).status_code == 409
    assert client.post(f"{path}/stop").json()["state"] == "ready"
    assert "polyline" in client.get(page).content.decode()
    assert client.get(f"{page}state/").status_code == 200
    assert client.get("/training/").status_code == 200
    for address in (path, f"{path}/metrics", f"{path}/logs", page):
        assert other.get(address).status_code == 404
    version_path = f"/api/v1/trained-versions/{found['made']['id']}"
    assert other.post(f"{version_path}/roll-back").status_code == 404
    assert client.delete(path).json()["error"]["code"] == "training_busy"
    assert client.post(f"{version_path}/roll-back").json()["state"] == "retired"
    assert client.post(f"{version_path}/promote").json()["state"] == "live"
    wrong = client.post("/api/v1/training-runs", {**body, "config": {"tried": -1}}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["error"]["fields"])) == (400, ["config.tried"])
    unknown = client.post("/api/v1/training-runs", {**body, "executor": "magic"}, content_type="application/json")
    assert (unknown.status_code, list(unknown.json()["error"]["fields"])) == (400, ["executor"])
    found = {each["name"]: each for each in client.get("/api/v1/training-runs/executors").json()}
    assert list(found) == ["rag", "prompt", "lora", "ollama", "ray"]
    [tried] = found["rag"]["settings"]
    assert (tried["name"], tried["kind"], tried["otherwise"], tried["least"], tried["most"]) == (
        "tried",
        "whole",
        100,
        0,
        1000,
    )


def test_the_form_has_the_settings_of_what_is_made_and_keeps_what_was_entered(alice: User) -> None:
    version, minion = rows_of(alice), clerk(alice, language_model=builtin().pk)
    page = client_of(alice)
    for name, own in (("rag", "config_tried"), ("prompt", "config_examples"), ("lora", "config_rank"), ("ollama", "config_temperature"),
                      ("ray", "config_gpus")):  # fmt: skip
        assert f'name="{own}"' in page.get(f"/training/?make={name}").content.decode()
    body = {"executor": "prompt", "name": "Tone", "dataset": str(version.dataset_id), "minion": str(minion.pk), "config_metric": "f1",
            "config_instructions": "Be brief.\n\nBe kind.", "config_examples": "0, 2", "config_rows": "501", "config_answer_part": "whole"}  # fmt: skip
    refused = page.post("/training/start/", body)
    said = refused.content.decode()
    assert refused.status_code == 400
    assert "less than or equal to 500" in said
    assert "Be kind." in said
    refused = page.post("/training/start/", {**body, "config_rows": "4", "config_examples": "0, 1, 2, 3"})
    assert "At most 8 candidates" in refused.content.decode()
    assert (
        "Expected whole numbers" in page.post("/training/start/", {**body, "config_examples": "few"}).content.decode()
    )
    assert page.post("/training/start/", {**body, "dataset": str(minion.pk)}).status_code == 400
    assert TrainingRun.objects.count() == 0
    assert page.post("/training/start/", {**body, "config_rows": "4"}).status_code == 302
    assert TrainingRun.objects.get().config == {
        "instructions": ["Be brief.", "Be kind."], "examples": [0, 2], "rows": 4, "metric": "f1", "answer_part": "whole",
    }  # fmt: skip


def test_a_job_that_is_cancelled_stops_its_run_at_once(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    version, minion = rows_of(alice), clerk(alice, language_model=builtin().pk)
    run = start_training(user=alice, name="Tone", executor="prompt", version=version, minion_id=minion.pk)
    cancel(the_job(run), at=run.created_at)
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("stopped", "stopped")
    go_on_with_training(run=run)

    def cancelling(*_: Any) -> float:
        cancel(the_job(run), at=run.created_at)
        return 0.0

    run.refresh_from_db()
    monkeypatch.setattr(PromptExecutor, "_score", cancelling)
    run_waiting()
    run.refresh_from_db()
    assert (run.state, the_job(run).state, TrainedVersion.objects.count()) == ("stopped", "cancelled", 0)
