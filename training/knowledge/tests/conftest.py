"""What the tests of knowledge bases share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.worker.drain import run_waiting
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.services.add_document import upload_document
from training.knowledge.services.make_base import make_base

Added = Callable[..., Document]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.KNOWLEDGE_DIR = tmp_path / "knowledge"
    settings.DATASETS_DIR = tmp_path / "datasets"
    settings.MODELS_DIR = tmp_path / "models"


@pytest.fixture
def base(alice: User) -> KnowledgeBase:
    """A knowledge base of alice's."""
    return make_base(user=alice, name="Handbook")


@pytest.fixture
def added(base: KnowledgeBase, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Added:
    """A document read from these bytes or this text by its job; alice's, in her knowledge base unless another is given."""

    def add(
        content: bytes | str, name: str = "a.md", *, to: KnowledgeBase | None = None, **options: object
    ) -> Document:
        raw = content.encode() if isinstance(content, str) else content
        document = upload_document(base=to or base, name=name, chunks=[raw], **options)  # type: ignore[arg-type]
        with django_capture_on_commit_callbacks(execute=True):
            run_waiting()
        document.refresh_from_db()
        return document

    return add
