"""What the tests of training runs share: rows of a dataset, folders of their own, and a base model."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.worker.drain import run_waiting
from project.lib.ids import uuid7
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.runs.tests.hub import ModelHub, model_hub
from training.runs.tests.tiny import make_tiny
from training.tests.conftest import serve

__all__ = ["serve"]  # loopback servers of models

Versions = Callable[[list[dict[str, Any]]], DatasetVersion]


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    for name in ("DATASETS_DIR", "KNOWLEDGE_DIR", "MODELS_DIR", "ARTIFACTS_DIR"):
        setattr(settings, name, tmp_path / name.lower())


@pytest.fixture
def version_of(alice: User) -> Versions:
    """A ready version of alice's with these rows."""

    def make(rows: list[dict[str, Any]]) -> DatasetVersion:
        dataset = make_dataset(user=alice, name=f"Set {uuid7()}")
        raw = "".join(json.dumps(row) + "\n" for row in rows).encode()
        version = upload_version(dataset=dataset, name="rows.jsonl", chunks=[raw])
        run_waiting(lanes=("bulk",))
        version.refresh_from_db()
        return version

    return make


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base model: tiny, random, and the same one every time."""
    folder = tmp_path_factory.mktemp("base") / "tiny"
    make_tiny(folder)
    return folder


@pytest.fixture
def hub(settings: Settings, tiny: Path) -> Iterator[ModelHub]:
    """A hub on loopback that has the base model, and is the one that is asked."""
    with model_hub(tiny) as served:
        settings.HUB_URL = served.url
        settings.OUTBOUND_ALLOWED_HOSTS = [served.url.removeprefix("http://")]
        yield served
