"""What tests that send generated requests share."""

import pytest
from django.core.signals import request_finished, request_started


@pytest.fixture
def connection_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request through the WSGI door would close the test's own connection at its end."""
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "send", lambda *_, **__: [])
