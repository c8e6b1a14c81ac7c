"""What another server fails at is a call's result, the same at every door, and no fault of this one."""

import pytest

from accounts.testing import client_of
from project.lib.http.errors import HostNotFound, OutboundTimeout
from spirits.models import Approval, ToolCall
from spirits.services.failed_elsewhere import named
from spirits.testing_fuzzed import furnished
from spirits.tools import all_tools
from spirits.tools.errors import ToolCrashed

TOOLS = {each.name: each for each in all_tools()}
NOBODY = "http://127.0.0.1:9/"  # the port to discard at: nobody listens
JSON = "application/json"


@pytest.fixture
def client(alice, settings):
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    return furnished(alice).client


def run(client, **more):
    return client.post("/api/v1/tools/source_validator/run/", {"arguments": {"url": NOBODY}}, JSON, **more)


def expect_told(answer):
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (424, "connection_failed")
    assert error["fields"] == {"url": [error["message"]]}
    assert "127.0.0.1" in error["message"]


@pytest.mark.django_db
def test_an_unreachable_host_is_told_by_the_api_and_again_on_a_repeated_call(client, settings):
    settings.TOOL_FETCH_HOSTS = ["127.0.0.1"]
    for _ in range(2):
        expect_told(run(client, headers={"Idempotency-Key": "one"}))
    kept = ToolCall.objects.get()
    assert (kept.state, kept.error["status"], list(kept.error["fields"])) == ("failed", 424, ["url"])


@pytest.mark.django_db
def test_it_is_told_where_the_call_was_approved_and_where_it_was_kept_long_ago(client):
    assert run(client, headers={"Idempotency-Key": "two"}).status_code == 202
    expect_told(client.post(f"/api/v1/approvals/{Approval.objects.get().pk}/approve/", {"scope": "call"}, JSON))
    kept = ToolCall.objects.get()
    ToolCall.objects.update(error={**kept.error, "status": 502})
    expect_told(run(client, headers={"Idempotency-Key": "two"}))


@pytest.mark.django_db
def test_it_is_told_on_the_page_of_the_tool(alice, client):
    answer = client_of(alice).post("/catalogue/tools/source_validator/", {"argument-url": NOBODY})
    assert (answer.status_code, "127.0.0.1" in answer.content.decode()) == (422, True)


def test_only_what_another_server_failed_at_changes_its_status():
    late = named(OutboundTimeout(), TOOLS["web_search"], {"query": "boats"})
    assert (late.status, late.fields) == (424, {})
    lost = named(HostNotFound(), TOOLS["accessibility_checker"], {"url": "http://lost.example/a", "level": "A"})
    assert (lost.status, lost.fields) == (424, {"url": ["lost.example: There is no server with this name."]})
    assert named(ToolCrashed(), TOOLS["web_search"], {}).status == 500
