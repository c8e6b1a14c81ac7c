"""A LoRA adapter is really trained: the loss falls, a kill changes nothing, and a worse adapter is refused.

The base model is tiny, random, and made here; torch computes on the CPU.
"""

import asyncio
import hashlib
import json
import os
import signal
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of
from jobs.errors import JobFailed
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion
from training.knowledge.tests.test_survive_kills import Free
from training.models import LanguageModel
from training.providers.errors import ContextTooLong, StreamCutShort
from training.providers.loopback import OllamaServer
from training.providers.protocol import ChatRequest, Finished, StreamEvent, TextDelta, Turn, Usage
from training.providers.trained import process
from training.runs.errors import ExecutorMissing
from training.runs.executors.telling import Telling
from training.runs.models import TrainedVersion, TrainingArtifact, TrainingRun
from training.runs.queries.runs import curves_of
from training.runs.rules.recipes import OLLAMA_TEMPLATE
from training.runs.services.do_training import do_training
from training.runs.services.export_model import EXPORT, ask_to_export
from training.runs.services.start_training import go_on_with_training, remove_training, start_training, stop_training
from training.runs.tests.conftest import Versions
from training.runs.tests.hub import COMMIT, ModelHub
from training.runs.work import folder_of
from training.services.open_provider import open_for, waited
from training.testing import make_provider
from training.tests.conftest import Serve

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = ("ahoy", "boat", "harbour", "tide", "sail", "anchor")
ROWS = [
    *({"question": f"Say {word}", "answer": word} for word in WORDS * 4),
    *({"question": f"Say {word}!", "answer": word, "split": "validation"} for word in WORDS),
]
CONFIG: dict[str, Any] = {
    "base_model": "tiny", "rank": 4, "learning_rate": 0.02, "batch": 4, "steps": 24, "length": 48, "save_every": 8, "device": "cpu",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _base(settings: Settings, tiny: Path, training_python: Path) -> None:
    settings.TRAINING_PYTHON = str(training_python)
    root = Path(settings.MODELS_DIR) / "base"
    root.mkdir(parents=True)
    (root / "tiny").symlink_to(tiny)


def begun(owner: User, version: Any, **config: Any) -> TrainingRun:
    run = start_training(user=owner, name="Voice", executor="lora", version=version, config={**CONFIG, **config})
    return TrainingRun.objects.select_related("owner", "version").get(pk=run.pk)


def losses(run: TrainingRun, name: str = "loss") -> list[float]:
    return [value for _, value in curves_of(run)[name]]


def test_the_loss_falls_and_a_kill_in_the_middle_changes_nothing(
    alice: User, version_of: Versions, monkeypatch: pytest.MonkeyPatch, hub: ModelHub, serve: Serve
) -> None:
    """The first run fetches the base model from a hub, the others have it as a folder."""
    version = version_of(ROWS)
    whole = begun(alice, version, base_model="", hub_model="team/tiny")
    do_training(whole, Free())
    assert whole.state == "ready"
    assert [whole.result[f"base_{name}"] for name in ("repository", "commit", "licence")] == [
        "team/tiny",
        COMMIT,
        "apache-2.0",
    ]
    assert len(losses(whole)) == 24
    assert sum(losses(whole)[-4:]) < 0.5 * sum(losses(whole)[:4])
    assert whole.result["after"] < 0.6 * whole.result["before"]
    made = whole.made
    assert (made.state, made.number, made.reason) == ("candidate", 1, "")
    files = {each.path: each for each in TrainingArtifact.objects.filter(run=whole)}
    weights = files["adapter/adapter_model.safetensors"]
    raw = (folder_of(whole) / weights.path).read_bytes()
    assert (weights.size, weights.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())
    config = json.loads((folder_of(whole) / "adapter" / "adapter_config.json").read_text())
    assert (config["peft_type"], config["r"]) == ("LORA", 4)

    broken = begun(alice, version)
    take = Telling.take

    def killing(self: Any, line: str) -> None:
        take(self, line)
        if '"step": 9,' in line and '"metric": "loss"' in line:
            os.kill(TrainingRun.objects.get(pk=broken.pk).kept["pid"], signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(Telling, "take", killing)
        with pytest.raises(JobFailed, match="killed") as killed:
            do_training(broken, Free())
    assert not killed.value.is_permanent
    broken.refresh_from_db()
    assert broken.state == "running"
    again = TrainingRun.objects.select_related("owner", "version").get(pk=broken.pk)
    do_training(again, Free())
    assert (again.state, again.attempts) == ("ready", 2)
    went_on = again.log.get(text__startswith="Going on after step")
    assert went_on.text.split()[-1] in ("8", "16")  # what is read of it may lag behind what it does
    assert losses(again) == losses(whole)
    assert again.result["after"] == whole.result["after"]
    other = TrainingArtifact.objects.get(run=again, path=weights.path)
    assert other.sha256 == weights.sha256
    assert again.made.number == 2
    _a_worse_one_is_refused(alice, version)
    _it_is_exported(whole, serve)
    _it_is_served(whole)


def _it_is_exported(run: TrainingRun, serve: Serve) -> None:
    """As files with their hashes, and to an Ollama server: merged, and as an adapter of a model that it has."""
    server = serve(OllamaServer())
    assert isinstance(server, OllamaServer)
    user, folder = run.owner, folder_of(run) / "merged"
    provider = make_provider(owner=user, kind="ollama", base_url=server.base_url)

    desk, page = client_of(user), f"/training/{run.pk}/"

    def done() -> Job:
        run_waiting(lanes=("gpu",))
        return Job.objects.filter(kind=EXPORT).order_by("-pk")[0]

    assert "Export for vLLM and Ollama" in desk.get(page).content.decode()
    assert desk.post(f"{page}export/", {"provider": str(provider.pk)}).status_code == 302
    job = done()
    assert (job.state, job.result) == ("succeeded", {"files": 9, "model": "voice:v1"}), job.error
    hashes = dict(run.artifacts.filter(path__startswith="merged/").values_list("path", "sha256"))
    for path, told in hashes.items():
        assert hashlib.sha256((folder.parent / path).read_bytes()).hexdigest() == told
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert {f"merged/{name}": each for name, each in sums.items()} == {
        path: each for path, each in hashes.items() if not path.endswith("SHA256SUMS")
    }
    assert "vllm serve . --served-model-name voice:v1" in (folder / "README.md").read_text()
    [created] = server.created
    assert set(created["files"]) == {"config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}  # fmt: skip
    for name, digest in created["files"].items():
        assert server.blobs[digest] == (folder / name).read_bytes()
    assert (created["model"], created["template"]) == ("voice:v1", OLLAMA_TEMPLATE)
    assert LanguageModel.objects.filter(provider=provider, name="voice:v1", is_listed=True).exists()
    merged_at = (folder / "SHA256SUMS").stat().st_mtime_ns
    wanted = {"provider": str(provider.pk), "base_model": "llama3.2:3b", "model": "Keeper:a"}
    asked = desk.post(f"/api/v1/training-runs/{run.pk}/export/", wanted, content_type="application/json")
    assert (asked.status_code, done().state) == (202, "succeeded")
    adapted = server.created[1]
    assert (adapted["model"], adapted["from"], set(adapted["adapters"])) == (
        "keeper:a", "llama3.2:3b", {"adapter_config.json", "adapter_model.safetensors"},
    )  # fmt: skip
    assert (folder / "SHA256SUMS").stat().st_mtime_ns == merged_at
    with pytest.raises(InvalidInput, match="too"):
        ask_to_export(user=user, run=run, base="llama3.2:3b")
    provider.delete()


def _it_is_served(run: TrainingRun) -> None:
    """By one process for all questions; leaving an answer, and killing the process, leave the next question its answer."""
    model = run.made.language_model
    assert model is not None
    assert run.made.changes == {"language_model": str(model.pk)}
    assert (model.provider.kind, model.provider.owner, str(model)) == ("trained", run.owner, "Voice v1")

    async def asked() -> list[list[StreamEvent]]:
        first = [await heard("Say ahoy"), await heard("Say tide", temperature=0.0, max_output_tokens=2)]
        pid = process.serving(folder_of(run)).process.pid
        async with aclosing(open_for(model).chat_stream(request("Say sail"))) as left:
            await anext(left)
        first.append(await heard("Say sail", stop=("a",)))
        assert process.serving(folder_of(run)).process.pid == pid
        with pytest.raises(ContextTooLong):
            await heard("x" * 300)
        os.kill(pid, signal.SIGSTOP)
        async with aclosing(open_for(model).chat_stream(request("Say ahoy"))) as cut:
            first_word = asyncio.ensure_future(anext(cut))
            while not process.serving(folder_of(run)).is_busy:
                await asyncio.sleep(0)  # until the question is its own: a process that died before is not asked
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(StreamCutShort):
                await first_word
        return [*first, await heard("Say ahoy")]

    def request(words: str, **options: Any) -> ChatRequest:
        return ChatRequest(model=model.name, messages=(Turn("user", words),), **options)

    async def heard(words: str, **options: Any) -> list[StreamEvent]:
        async with aclosing(open_for(model).chat_stream(request(words, **options))) as events:
            return [each async for each in events]

    try:
        answers = waited(asked)
    finally:
        process.end_serving()
    said = ["".join(each.text for each in events if isinstance(each, TextDelta)) for events in answers]
    assert set(said[0]) <= {*"".join(WORDS)}, "the adapter says nothing but the letters it learned"
    assert said[0] == said[3]
    assert len(said[1]) <= 2
    assert "a" not in said[2]
    assert all(isinstance(events[-1], Finished) for events in answers)
    used = answers[1][-2]
    assert isinstance(used, Usage)
    assert (used.input_tokens, used.output_tokens <= 2) == (len("User: Say tide\nAssistant: "), True)
    remove_training(run=run)
    assert not LanguageModel.objects.filter(name=str(run.pk)).exists()
    assert LanguageModel.objects.count() == 1, "the other run's model stays"


def _a_worse_one_is_refused(alice: User, version: DatasetVersion) -> None:
    """By the queue, stopped and gone on with: two steps learn less than the versions that are there."""
    run = begun(alice, version, steps=2, save_every=2)
    stop_training(run=run, at=run.created_at)
    run_waiting(lanes=("gpu",))
    run.refresh_from_db()
    assert (run.state, run.metrics.count()) == ("stopped", 0)
    go_on_with_training(run=run)
    run_waiting(lanes=("gpu",))
    run.refresh_from_db()
    assert (run.state, run.progress, len(losses(run))) == ("ready", 100, 2)
    made = TrainedVersion.objects.get(run=run)
    assert (made.number, made.state) == (3, "refused")
    assert made.reason.startswith("Held-out loss is ")
    assert made.reason.endswith(" of an earlier version.")


def test_what_cannot_be_trained_is_refused(
    alice: User, version_of: Versions, settings: Settings, tmp_path: Path
) -> None:
    version = version_of(ROWS)
    for wrong in ({"hub_model": "team/tiny"}, {"base_model": ""}, {"hub_model": "tiny", "base_model": ""}, {"steps": 0}, {"learning_rate": float("nan")}, {"rank": True}, {"base_model": "../tiny"}, {"base_model": "absent"},
                  {"device": "abacus"}, {"taste": 1}):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            begun(alice, version, **wrong)
        assert list(refused.value.fields) == [f"config.{next(iter(wrong))}"]
    root = Path(settings.MODELS_DIR) / "base" / "coded"
    root.mkdir()
    for name, content in (("config.json", '{"auto_map": {}}'), ("tokenizer.json", "{}"), ("model.safetensors", "")):
        (root / name).write_text(content)
    with pytest.raises(InvalidInput, match="code of its own"):
        begun(alice, version, base_model="coded")
    (root / "weights.bin").write_text("")
    with pytest.raises(InvalidInput, match="can hold code"):
        begun(alice, version, base_model="coded")
    settings.TRAINING_PYTHON = str(tmp_path / "no-python")
    with pytest.raises(ExecutorMissing, match=r"requirements-training\.txt"):
        begun(alice, version)
    assert TrainingRun.objects.count() == 0
