"""A base model comes from a hub: whole, by its hashes, in parts that a kill does not lose, and never with code or pickles."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from jobs.errors import JobFailed, PermanentFailure
from project.lib.errors import DaimonError, InvalidInput
from training.runs.rules.base_models import base_models, checked_base_model
from training.runs.services import fetch_base_model
from training.runs.services.fetch_base_model import (
    HubModel,
    checked_hub_model,
    fetched_base_model,
    known_model,
    look_at_model,
)
from training.runs.tests.hub import COMMIT, ModelHub

NAME = f"team--tiny--{COMMIT[:12]}"
WEIGHTS = "model.safetensors"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "base"


def looked(**options: Any) -> HubModel:
    return look_at_model("team/tiny", "main", **{"allows_no_licence": False, **options})


def fetched(root: Path) -> Path:
    return fetched_base_model(root, looked(), say=lambda said: None)


def weights_asked(hub: ModelHub) -> list[str]:
    return [part for path, part in hub.asked if path == f"/cdn/{WEIGHTS}"]


def test_only_what_is_needed_is_fetched_and_only_once(hub: ModelHub, root: Path) -> None:
    hub.files |= {
        "pytorch_model.bin": b"x",
        "modeling_tiny.py": b"import os",
        "onnx/model.onnx": b"x",
        "README.md": b"# card",
    }
    folder = fetched(root)
    assert folder == root / NAME
    names = {each.name for each in folder.iterdir()}
    assert names == {"config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS, "origin.json"}
    assert (folder / WEIGHTS).read_bytes() == hub.files[WEIGHTS]
    assert checked_base_model(root, NAME) == folder
    assert base_models(root) == [NAME]
    assert known_model(root, "team/tiny", COMMIT) == HubModel("team/tiny", COMMIT, "apache-2.0", ())
    asked = len(hub.asked)
    assert fetched(root) == folder
    assert len(hub.asked) == asked + 1  # what there is of it, and no file


@pytest.mark.parametrize("has_parts", [True, False])
def test_a_broken_connection_loses_no_more_than_a_part(
    hub: ModelHub, root: Path, monkeypatch: pytest.MonkeyPatch, has_parts: bool
) -> None:
    monkeypatch.setattr(fetch_base_model, "PART_BYTES", 40_000)
    hub.has_parts, hub.cut_after = has_parts, 30_000
    with pytest.raises((DaimonError, JobFailed)) as broken:
        fetched(root)
    assert getattr(broken.value, "status", 500) >= 500  # the job tries it again
    assert base_models(root) == []
    folder = fetched(root)
    assert (folder / WEIGHTS).read_bytes() == hub.files[WEIGHTS]
    size, again = len(hub.files[WEIGHTS]), weights_asked(hub)[1:]
    starts = [int(part.removeprefix("bytes=").split("-")[0]) for part in again]
    assert 0 < starts[0] <= 30_000
    assert starts == ([*range(starts[0], size, 40_000)] if has_parts else starts[:1])
    assert not list(root.glob("*.fetching"))


def test_stopping_keeps_what_is_there(hub: ModelHub, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_base_model, "PART_BYTES", 40_000)

    class Stopped(Exception):
        """Somebody stopped the run."""

    def say(said: str) -> None:
        if said.startswith(f"Fetching {WEIGHTS}: 0.1 MB"):
            raise Stopped

    with pytest.raises(Stopped):
        fetched_base_model(root, looked(), say=say)
    before = len(weights_asked(hub))
    fetched(root)
    assert before + len(weights_asked(hub)[before:]) == 3  # 110 kB in parts of 40


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"licence": None}, "team/tiny names no licence"),
        ({"config": {"auto_map": {"AutoModel": "modeling_tiny.Tiny"}}}, "team/tiny brings code of its own"),
        ({"files": {"config.json": b'{"auto_map": {}}'}}, "team/tiny brings code of its own"),
        ({"files": {"tokenizer_config.json": b'{"auto_map": {}}'}}, "team/tiny brings code of its own"),
        ({"files": {"config.json": b"["}}, "config.json of team/tiny is no JSON"),
        ({"without": WEIGHTS, "files": {"pytorch_model.bin": b"x"}}, "has no weights as safetensors"),
        ({"without": "tokenizer.json"}, "has no tokenizer.json"),
        ({"files": {"model-2.safetensors": b"x" * 1_000_000}}, "HUB_MODEL_MEGABYTES allows 1"),
    ],
)
def test_what_cannot_be_a_base_model_is_refused_with_a_sentence(
    hub: ModelHub, root: Path, settings: Settings, change: dict[str, Any], problem: str
) -> None:
    settings.HUB_MODEL_MEGABYTES = 1
    hub.files |= change.pop("files", {})
    hub.files.pop(change.pop("without", ""), None)
    vars(hub).update(change)
    with pytest.raises(PermanentFailure, match=problem) as refused:
        fetched(root)
    assert refused.value.code == "base_model_refused"
    assert weights_asked(hub) == []
    assert not root.exists() or not [each for each in root.iterdir() if each.is_dir()]


def test_a_licence_may_be_missing_where_that_is_allowed(hub: ModelHub) -> None:
    hub.licence = None
    assert looked(allows_no_licence=True).licence == ""


@pytest.mark.parametrize("name", [WEIGHTS, "tokenizer.json"])
def test_what_arrives_otherwise_than_told_is_not_taken(
    hub: ModelHub, root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    told = hub.told()
    monkeypatch.setattr(hub, "told", lambda: told)
    hub.files[name] = hub.files[name][:-1] + b"?"
    with pytest.raises(JobFailed, match="did not arrive whole") as failed:
        fetched(root)
    assert not failed.value.is_permanent
    assert base_models(root) == []


def test_names_and_servers_that_make_no_sense(hub: ModelHub, settings: Settings) -> None:
    for wrong in ("tiny", "../tiny", "a/b/c", "team/tiny@../x", "team/ti ny", "https://hub/team/tiny"):
        with pytest.raises(InvalidInput) as refused:
            checked_hub_model(wrong)
        assert list(refused.value.fields) == ["config.hub_model"]
    assert checked_hub_model("team/tiny@v1.0") == ("team/tiny", "v1.0")
    with pytest.raises(PermanentFailure, match="no such model"):
        look_at_model("team/absent", "main", allows_no_licence=True)
    hub.files = {"config.json": json.dumps({}).encode()}
    settings.HUB_MODEL_MEGABYTES = 0
    with pytest.raises(InvalidInput, match="HUB_MODEL_MEGABYTES"):
        checked_hub_model("team/tiny")
