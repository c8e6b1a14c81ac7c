"""What tests that send generated requests share."""

from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started

GENERATED = {"access_matrix", "test_reach_no_foreign_object.py", "test_schema_conformance.py"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Making the cases of these slow tests takes seconds in every worker: where slow tests are left out, they are not made."""
    is_without_slow: bool = "not slow" in config.option.markexpr
    return True if is_without_slow and collection_path.name in GENERATED else None


@pytest.fixture
def connection_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request through the WSGI door would close the test's own connection at its end."""
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "send", lambda *_, **__: [])
