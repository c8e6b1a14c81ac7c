"""What the tests of training runs share: rows, a desk of minions for those below that layer, and a Python with torch."""

import json
import os
import subprocess
from collections.abc import Callable
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
def torch_python(training_python: Path) -> str:
    """A Python with requirements-training.txt."""
    asked = [str(training_python), "-c", "from importlib.util import find_spec as f; assert f('torch') and f('peft')"]
    if subprocess.run(asked, capture_output=True).returncode:
        pytest.skip(
            "needs torch and peft: set TEST_TRAINING=1, or pip install -r requirements-training.txt here or where TRAINING_PYTHON says"
        )
    return str(training_python)


@pytest.fixture(scope="session")
def tiny(torch_python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base model. Its maker compiles the libraries, too, for those after it."""
    folder = tmp_path_factory.mktemp("base") / "tiny"
    script = Path(__file__).with_name("tiny.py")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [torch_python, "-W", "ignore", str(script), str(folder)], check=True, capture_output=True, env=environment
    )
    return folder
