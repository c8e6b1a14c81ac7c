"""A training run has the connected Ollama build a model of a dataset's rows, version after version, over a real connection."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.errors import ProviderNotFound
from training.models import LanguageModel, Provider
from training.providers.loopback import OllamaServer
from training.runs.models import TrainedVersion, TrainingRun
from training.runs.services.start_training import start_training
from training.runs.work import folder_of
from training.testing import make_provider
from training.tests.conftest import Serve

pytestmark = pytest.mark.django_db
ROWS = [{"question": "Who keeps the lock?", "answer": "Mara."}, {"question": 'Say """quotes"""', "answer": "No."}]


@pytest.fixture
def version(alice: User, settings: Settings, tmp_path: Path) -> DatasetVersion:
    settings.DATASETS_DIR, settings.ARTIFACTS_DIR = tmp_path / "datasets", tmp_path / "artifacts"
    raw = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    made = upload_version(dataset=make_dataset(user=alice, name="Lock"), name="lock.jsonl", chunks=[raw])
    run_waiting(lanes=("bulk",))
    made.refresh_from_db()
    return made


def begun(owner: User, server: Provider, version: DatasetVersion, **config: Any) -> TrainingRun:
    whole = {"provider": str(server.pk), "base_model": "llama3.2:3b", "model": "lock-keeper", **config}
    return start_training(user=owner, name="Keeper", executor="ollama", version=version, config=whole)


def test_each_run_builds_a_tag_that_is_offered(serve: Serve, alice: User, version: DatasetVersion) -> None:
    server = serve(OllamaServer())
    assert isinstance(server, OllamaServer)
    provider = make_provider(owner=alice, kind="ollama", base_url=server.base_url)
    for number in (1, 2):
        run = begun(alice, provider, version, instructions="Answer in one word.")
        run_waiting()
        run.refresh_from_db()
        assert (run.state, run.result) == ("ready", {"model": f"lock-keeper:v{number}"}), run.problem
        made = TrainedVersion.objects.get(run=run)
        model = LanguageModel.objects.get(provider=provider, name=f"lock-keeper:v{number}")
        assert (made.number, made.changes, made.language_model) == (number, {"language_model": str(model.pk)}, model)
    assert server.installed == ["lock-keeper:v1", "lock-keeper:v2"]
    [kept] = run.artifacts.all()
    written = (folder_of(run) / kept.path).read_text()
    assert 'SYSTEM """Answer in one word."""' in written
    assert written.count("MESSAGE") == 2  # the row with quotes in it cannot be written in a Modelfile
    assert run.log.filter(text="success 0 %").exists()


def test_bad_config_and_a_server_that_is_away(alice: User, bob: User, version: DatasetVersion) -> None:
    provider = make_provider(owner=alice, kind="ollama", base_url="http://127.0.0.1:1")
    foreign = make_provider(owner=bob, kind="ollama")
    for field, wrong in (("model", "Lock:1"), ("base_model", ""), ("provider", "x"), ("temperature", 9)):
        with pytest.raises(InvalidInput) as refused:
            begun(alice, provider, version, **{field: wrong})
        assert list(refused.value.fields) == [f"config.{field}"]
    with pytest.raises(ProviderNotFound):
        begun(alice, foreign, version)
    assert TrainingRun.objects.count() == 0
