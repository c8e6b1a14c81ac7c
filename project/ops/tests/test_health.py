"""Liveness, readiness, the doctor, metrics, and a database that is away."""

import threading

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from accounts.testing import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _redis_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise RedisAway

    for alias in ("default", "sessions"):
        for operation in ("get", "set", "add", "incr", "delete", "get_many", "set_many", "delete_many"):
            monkeypatch.setattr(caches[alias].shared, operation, away)


@pytest.fixture
def _database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("project.ops.queries.health.select_one", away)


def test_everything_answers(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.usefixtures("_redis_away")
def test_without_redis_the_site_is_degraded_and_serves(client: Client, alice: User) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    redis = next(each for each in answer.json()["dependencies"] if each["name"] == "redis")
    assert (redis["ok"], redis["remedy"] != "") == (False, True)
    signed_in = client_of(alice)
    assert [signed_in.get(path).status_code for path in ("/api/v1/me", "/accounts/profile/")] == [200, 200]
    caches["default"].breaker.answered()


@pytest.mark.usefixtures("_database_away")
def test_without_the_database_it_is_alive_and_not_ready(client: Client) -> None:
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert answer.json()["dependencies"][0]["problem"] == "OperationalError"


def test_a_database_that_says_nothing_is_a_503_soon_and_asked_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    released, asked = threading.Event(), []
    monkeypatch.setattr("project.ops.queries.health.select_one", lambda: (asked.append(1), released.wait(20)))
    monkeypatch.setattr("project.ops.queries.health.SECONDS_TO_ANSWER", 0.05)
    for _ in range(3):
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["dependencies"][0]["problem"]) == (503, "TimeoutError")
    assert client.get("/health/live").status_code == 200
    assert len(asked) == 1
    released.set()
    monkeypatch.undo()
    while any(each.name == "health" for each in threading.enumerate()):
        threading.Event().wait(0.01)
    assert client.get("/health/ready").status_code == 200


def test_a_request_that_needs_the_database_is_told_to_come_back(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(alice)
    for path, module in (("/api/v1/me", "accounts.api.views.Me"), ("/accounts/profile/", "accounts.views.ProfileForm")):

        def away(*_: object, **__: object) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(module, away)
        answer = client.get(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "3")
        assert b"server closed" not in answer.content


def test_the_doctor_finds_nothing_required_broken(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    out = capsys.readouterr().out
    assert "ok      database" in out
    assert "ok      migrations" in out


@pytest.mark.usefixtures("_database_away")
def test_the_doctor_says_what_is_broken_and_how_to_mend_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("doctor")
    assert "BROKEN  database: OperationalError. Start PostgreSQL, or check DATABASE_URL." in capsys.readouterr().out


def test_metrics_are_for_their_token_and_for_staff(client: Client, alice: User, staff: User, settings) -> None:
    client.get("/api/v1/me")
    assert client.get("/metrics").status_code == 404
    assert client_of(alice).get("/metrics").status_code == 404
    text = client_of(staff).get("/metrics").content.decode()
    assert 'daimon_request_seconds_count{method="GET",route="/api/v1/me",status="401"}' in text
    settings.METRICS_TOKEN = "scrape-me"
    assert client.get("/metrics", headers={"Authorization": "Bearer scrape-me"}).status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
