"""What the tests of datasets share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.worker.drain import run_waiting
from training.datasets.models import Dataset, DatasetVersion
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset

Filled = Callable[..., DatasetVersion]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATASETS_DIR = tmp_path / "datasets"


@pytest.fixture
def filled(alice: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Filled:
    """A version read from these rows; alice's, in a new dataset unless one is given."""

    def make(rows: list[dict[str, Any]], *, dataset: Dataset | None = None, **options: Any) -> DatasetVersion:
        dataset = dataset or make_dataset(user=alice, name=f"Set {Dataset.objects.count() + 1}")
        raw = "".join(json.dumps(row) + "\n" for row in rows).encode()
        version = upload_version(dataset=dataset, name="rows.jsonl", chunks=[raw], **options)
        with django_capture_on_commit_callbacks(execute=True):
            run_waiting()
        version.refresh_from_db()
        return version

    return make
