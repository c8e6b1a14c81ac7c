"""A crash outside any view: 503 while the database is away, 500 otherwise, JSON below /api/."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from accounts import sessions


@pytest.fixture
def broken_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], Client]:
    """A browser with a session cookie on a site whose session middleware fails."""

    def broken(error: Exception) -> Client:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise error

        monkeypatch.setattr(sessions.SessionStore, "load", fail)
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = "x" * 32
        return client

    return broken


@pytest.mark.parametrize("error", [OperationalError("server closed"), InterfaceError("connection closed")])
def test_a_database_that_is_away_is_a_503_with_a_time_to_come_back(
    broken_by: Callable[[Exception], Client], error: Exception, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    client = broken_by(error)
    caplog.clear()
    program, page = client.get("/api/v1/conversations"), client.get("/chat/")
    assert not [each for each in caplog.records if each.name == "django.request"]  # no trace for each request
    assert (program.status_code, program.json()["error"]["code"]) == (503, "unavailable")
    assert page.status_code == 503
    assert b"<h1>" in page.content
    assert program["Retry-After"] == page["Retry-After"] == "3"


def test_anything_else_is_a_500_without_a_trace(broken_by: Callable[[Exception], Client], db: None) -> None:
    client = broken_by(ValueError("a secret detail"))
    program, page = client.get("/api/v1/conversations"), client.get("/chat/")
    assert (program.status_code, program.json()["error"]["code"]) == (500, "internal")
    assert page.status_code == 500
    assert b"secret detail" not in program.content + page.content
