"""Asking a model is limited by page, API and edge alike, and the edge's requests are written down like any other."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.testing import bearer, client_of, make_api_key_of, make_user
from chat.door.application import _asker_of, route_of
from chat.door.errors import TooOften
from chat.edge.admission import NotAdmitted, admitted
from chat.edge.record import Recorded
from chat.models import Conversation, Message
from chat.testing import make_conversation, say
from project.lib.ids import uuid7
from project.ops.limits.count import rates
from project.ops.models import ApiLog, LimitRule
from project.ops.queries.runtime import values
from project.ops.requests.writer import writer
from project.ops.services.runtime import set_runtime


@pytest.fixture
def limits(db: None) -> Iterator[None]:
    """Two answers and three reads an hour."""
    set_runtime(name="limits_on", value=True, by=None)
    LimitRule.objects.filter(group="answers").update(requests=2, seconds=3600)
    LimitRule.objects.filter(group="read").update(requests=3, seconds=3600)
    values.forget()
    rates.forget()
    yield
    values.forget()
    rates.forget()
    cache.clear()


def scope(secret: str, path: str = "/api/v1/jobs/live", method: str = "GET") -> dict:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"authorization", f"Bearer {secret}".encode())],
        "client": ("203.0.113.9", 1),
    }


@pytest.mark.usefixtures("limits")
def test_saying_something_counts_as_an_answer_by_api_and_page(alice: User) -> None:
    make_conversation(alice)
    browser = client_of(alice)

    def by_api() -> int:
        address = f"/api/v1/conversations/{Conversation.objects.latest('id').pk}/messages"
        return browser.post(address, {"content": "Hello"}, content_type="application/json").status_code

    def by_page(**headers: str) -> int:
        return browser.post("/chat/start/", {"content": "Hello"}, headers=headers).status_code

    assert [by_api(), by_page()] == [202, 302]
    before = Message.objects.count()
    assert by_page(**{"HX-Request": "true"}) == 429
    make_conversation(alice)
    assert by_api() == 429
    assert (
        browser.post(f"/chat/messages/{Message.objects.first().pk}/again/", headers={"HX-Request": "true"}).status_code
        == 429
    )
    assert Message.objects.count() == before
    changed = browser.patch("/api/v1/me", {"name": "A"}, content_type="application/json", headers={"If-Match": "*"})
    assert changed.status_code == 200  # writing has a limit of its own


@pytest.mark.usefixtures("limits")
def test_doors_count_answers_and_streams_count_reads(alice: User) -> None:
    _, secret = make_api_key_of(alice)
    for _ in range(2):
        _asker_of(scope(secret, "/v1/chat/completions", "POST"), "openai")
    with pytest.raises(TooOften) as refused:
        _asker_of(scope(secret, "/v1/chat/completions", "POST"), "openai")
    assert 0 < refused.value.retry_after <= 3600
    for _ in range(3):
        assert admitted(scope(secret), group="jobs").user == alice
    with pytest.raises(NotAdmitted) as late:
        admitted(scope(secret), group="jobs")
    assert (late.value.status, late.value.code) == (429, "too_many_requests")
    assert Client().get("/api/v1/me", headers=bearer(secret)).status_code == 429  # the same count


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/v1/chat/completions", "/v1/chat/completions"),
        ("/api/v1/openai/chat/completions/", "/api/v1/openai/chat/completions"),
        ("/v1/models/a/b", "/v1/models/"),
        ("/v1/messages", "/v1/messages"),
        ("/v1/made/up", "/v1/unknown"),
        ("/v1", "/v1/unknown"),
    ],
)
def test_a_made_up_path_is_no_route_of_its_own(path: str, route: str) -> None:
    assert route_of(path) == route


@pytest.mark.django_db(transaction=True)
def test_the_edge_answers_with_id_and_policy(live_site: str) -> None:
    run = say(make_user("alice@example.org"), "[[say Yes.]]")
    request_id = str(uuid7())
    for path in (f"/api/v1/runs/{run.pk}/events", "/api/v1/jobs/live", "/v1/models"):
        answer = httpx2.get(live_site + path, headers={"X-Request-ID": request_id}, timeout=20)
        assert (answer.status_code, answer.headers["x-request-id"]) == (401, request_id)
        assert "content-security-policy" in answer.headers


@pytest.mark.django_db
def test_requests_at_the_edge_are_written_down(alice: User, settings: Any) -> None:
    settings.API_LOG = True
    key, secret = make_api_key_of(alice)
    asked = scope(secret, "/v1/models")
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    record = Recorded(asked, "/v1/models", send)
    admitted(asked, group="chat")
    async_to_sync(record.send)({"type": "http.response.start", "status": 200, "headers": []})
    record.done()
    assert writer.flush() == 1
    row = ApiLog.objects.get()
    assert (row.path, row.route, row.status, row.method) == ("/v1/models", "/v1/models", 200, "GET")
    assert (row.user_id, row.api_key_id, row.address) == (alice.pk, key.pk, "203.0.113.9")
    assert row.request_id == asked["request_id"]
    assert sent[0]["status"] == 200
