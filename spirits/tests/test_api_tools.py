"""The endpoints of tools, their calls, approvals and artifacts."""

import pytest

from accounts.testing import client_of
from spirits.models import ToolCall
from spirits.services.load_catalogue import load_catalogue
from spirits.testing import make_minion
from spirits.tools import Effect, NewArtifact, ToolResult, registry
from spirits.tools.schema import arguments, text

JSON = "application/json"
WORDS = arguments(required="words", words=text("Words.", most=100))


@pytest.fixture
def catalogue(db, monkeypatch):
    """The delivered catalogue, with two of its tools replaced by ones that can be watched."""
    load_catalogue()
    registry.all_tools()
    monkeypatch.setattr(registry, "_tools", dict(registry._tools))
    for name in ("openai_adapter", "file_writer"):
        registry._tools.pop(name, None)

    @registry.tool("openai_adapter", "Sends.", WORDS, effect=Effect.OUTBOUND)
    def sender(context, arguments):
        return ToolResult({"sent": arguments["words"]}, "Sent.")

    @registry.tool("file_writer", "Makes.", WORDS)
    def maker(context, arguments):
        return ToolResult({}, "Made.", (NewArtifact("x.html", "text/html", b"<script>1</script>"),))


def run(client, name, given, **headers):
    return client.post(f"/api/v1/tools/{name}/run", {"arguments": given}, JSON, **headers)


def test_the_tools_of_ones_spirits_are_listed_with_their_schemas(alice, catalogue):
    tools = {each["name"]: each for each in client_of(alice).get("/api/v1/tools/").json()}
    assert tools["file_writer"]["is_unlocked"] is True
    assert tools["file_writer"]["budget"]["seconds"] == 2.5
    assert tools["openai_adapter"]["arguments"] == WORDS
    assert "equation_solver" not in tools


def test_a_call_answers_with_its_result_once(alice, catalogue):
    client = client_of(alice)
    first = run(client, "file_writer", {"words": "x"}, headers={"Idempotency-Key": "one"})
    again = run(client, "file_writer", {"words": "x"}, headers={"Idempotency-Key": "one"})
    assert (first.status_code, first.json()["state"], again.json()["id"]) == (200, "succeeded", first.json()["id"])
    assert [each["id"] for each in client.get("/api/v1/tool-calls/").json()["results"]] == [first.json()["id"]]


def test_bad_arguments_are_named(alice, catalogue):
    answer = run(client_of(alice), "file_writer", {"wrods": 1})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == {"words": ["Required."], "wrods": ["Unknown argument."]}


@pytest.mark.parametrize(
    ("name", "status", "code"), [("rocket", 404, "tool_not_found"), ("calculator_engine", 403, "tool_locked")]
)
def test_what_one_may_not_use_is_refused(alice, catalogue, name, status, code):
    answer = run(client_of(alice), name, {"expression": "1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not ToolCall.objects.exists()


def test_a_file_is_only_ever_a_download(alice, bob, catalogue):
    artifact = run(client_of(alice), "file_writer", {"words": "x"}).json()["artifacts"][0]
    address = f"/api/v1/artifacts/{artifact['id']}/content/"
    answer = client_of(alice).get(address)
    assert answer.content == b"<script>1</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="x.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client_of(bob).get(address).status_code == 404


def test_an_outbound_call_waits_for_its_owner(alice, bob, catalogue):
    client = client_of(alice)
    minion = make_minion(alice)
    answer = run(client, "openai_adapter", {"words": "hello"})
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    address = f"/api/v1/approvals/{answer.json()['approval']}"
    assert client.get("/api/v1/approvals/?state=pending").json()["results"][0]["arguments"] == {"words": "hello"}
    assert client_of(bob).post(f"{address}/approve/", {}, JSON).status_code == 404
    assert client.post(f"{address}/approve/", {"scope": "nonsense"}, JSON).status_code == 400
    assert client.post(f"{address}/approve/", {}, JSON).json()["data"] == {"sent": "hello"}
    assert client.post(f"{address}/deny/", {}, JSON).json()["error"]["code"] == "already_decided"
    assert minion.tool_calls.count() == 0


def test_a_stranger_sees_nothing(alice, bob, catalogue):
    call = run(client_of(alice), "file_writer", {"words": "x"}).json()["id"]
    assert client_of(bob).get(f"/api/v1/tool-calls/{call}/").status_code == 404
    assert client_of(bob).get("/api/v1/tool-calls/").json()["results"] == []


def test_a_visitor_is_asked_to_sign_in(client, catalogue):
    assert run(client, "file_writer", {"words": "x"}).status_code == 401


def test_listing_calls_takes_as_many_queries_for_many(alice, catalogue, django_assert_max_num_queries):
    client = client_of(alice)
    for number in range(5):
        run(client, "file_writer", {"words": str(number)})
    with django_assert_max_num_queries(8):
        assert len(client.get("/api/v1/tool-calls/").json()["results"]) == 5
