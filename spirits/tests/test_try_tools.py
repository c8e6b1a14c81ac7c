"""The page of one tool: a form from its schema, the result, and what waits for a word."""

import pytest

from accounts.testing import client_of
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models import SpiritTool, ToolCall
from spirits.testing import make_free_plan, make_spirit, make_tool
from spirits.tool_forms import ToolForm
from spirits.tools import all_tools, find_tool
from spirits.tools.errors import OutOfTime
from spirits.tools.schema import checked

pytestmark = pytest.mark.django_db
NAMES = ("calculator_engine", "email_manager", "chart_generator")
SUM = {"argument-expression": "15% of 240"}


@pytest.fixture(autouse=True)
def spirit(db):
    spirit = make_spirit("tinker", tools=[make_tool(name) for name in (*NAMES, "sql_connector")])
    make_free_plan(spirits=[spirit])
    SpiritTool.objects.exclude(tool__slug="sql_connector").update(unlock_level=1)
    return spirit


def test_a_tool_is_tried_and_its_result_shown(alice, bob):
    client = client_of(alice)
    page = client.get("/catalogue/tools/calculator_engine/").content.decode()
    assert ('name="argument-expression"' in page, "Try it" in page) == (True, True)
    key = str(uuid7())
    done = client.post("/catalogue/tools/calculator_engine/", {**SUM, "key": key}, follow=True)
    assert "15% of 240 = 36" in done.content.decode()
    client.post("/catalogue/tools/calculator_engine/", {**SUM, "key": key})
    call = ToolCall.objects.get()
    assert (call.door, call.owner, call.state) == ("page", alice, "succeeded")
    foreign = client_of(bob).get(f"/catalogue/tools/calculator_engine/?call={call.pk}").content.decode()
    assert "15% of 240 = 36" not in foreign


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(alice):
    client = client_of(alice)
    refused = client.post(
        "/catalogue/tools/calculator_engine/", {"argument-expression": "6 */ 7", "argument-precision": "5000"}
    )
    page = refused.content.decode()
    assert (refused.status_code, "6 */ 7" in page, "at most" in page or "less than or equal" in page) == (
        422,
        True,
        True,
    )
    broken = client.post("/catalogue/tools/chart_generator/", {"argument-kind": "bar", "argument-table": "{rows"})
    assert (broken.status_code, "This is not JSON" in broken.content.decode()) == (422, True)
    assert not ToolCall.objects.exists()


def test_a_call_that_leaves_waits_on_the_page(alice, bob, mailoutbox, settings):
    settings.HAS_MAIL = True
    client = client_of(alice)
    mail = {
        "argument-action": "send",
        "argument-to": "ann@example.org",
        "argument-subject": "Order",
        "argument-body": "Planks.",
    }
    asked = client.post("/catalogue/tools/email_manager/", mail, follow=True).content.decode()
    assert ("This call leaves the installation." in asked, mailoutbox) == (True, [])
    path = f"/tool-calls/{ToolCall.objects.get().pk}/decide/"
    assert client_of(bob).post(path, {"decision": "call"}).status_code == 404
    done = client.post(path, {"decision": "call"}, follow=True).content.decode()
    assert (len(mailoutbox), "Succeeded" in done) == (1, True)


def test_a_locked_tool_shows_how_it_opens_and_an_unknown_one_is_absent(alice):
    client = client_of(alice)
    page = client.get("/catalogue/tools/sql_connector/").content.decode()
    assert ("opens at level" in page, "Try it" in page) == (True, False)
    assert client.post("/catalogue/tools/sql_connector/", {"argument-query": "SELECT 1"}).status_code == 200
    assert client.get("/catalogue/tools/rocket/").status_code == 404
    assert not ToolCall.objects.exists()


@pytest.mark.parametrize("tool", [each for each in all_tools() if each.example], ids=lambda tool: tool.name)
def test_the_form_gives_each_tools_example_back(tool):
    """What the form shows first, sent unchanged, is the example with the defaults filled in."""
    shown = ToolForm(tool.arguments, start=tool.example)
    sent = {shown.add_prefix(name): shown[name].initial for name in shown.fields if shown[name].initial is not None}
    form = ToolForm(tool.arguments, sent)
    assert form.is_valid(), form.errors
    assert checked(tool.arguments, form.arguments()) == checked(tool.arguments, dict(tool.example))


def test_the_composers_form_becomes_a_command(alice):
    client = client_of(alice)
    path = "/chat/tool-form/?tool=calculator_engine"
    assert 'name="argument-expression"' in client.get(path).content.decode()
    made = client.post(path, SUM)
    assert made.status_code == 204
    assert r"/tool calculator_engine {\"expression\": \"15% of 240\"}" in made.headers["HX-Trigger"]
    assert "This field is required." in client.post(path, {}).content.decode()
    assert find_tool("calculator_engine").arguments["required"] == ["expression"]


def test_a_failed_call_is_told_in_the_readers_language_and_to_programs_in_english(alice):
    error = {"code": OutOfTime.code, "status": 400, "message": OutOfTime.message, "fields": {}}
    call = make_failed_call(alice, error)
    client, german = client_of(alice), {"Accept-Language": "de"}
    page = client.get(f"/catalogue/tools/calculator_engine/?call={call.pk}", headers=german).content.decode()
    assert "Das hat länger gedauert, als das Werkzeug darf." in page
    told = client.get(f"/api/v1/tool-calls/{call.pk}/", headers=german).json()
    assert told["error"]["message"] == OutOfTime.message
    theirs = make_failed_call(alice, error | {"code": "served_tool_failed"})
    page = client.get(f"/catalogue/tools/calculator_engine/?call={theirs.pk}", headers=german).content.decode()
    assert "This took longer than the tool may." in page  # the words of another server stay as they are


def make_failed_call(owner, error):
    at = now()
    return ToolCall.objects.create(
        owner=owner, tool="calculator_engine", door="page", effect="read", state="failed", arguments={}, error=error,
        created_at=at, started_at=at, finished_at=at, duration_ms=1, xp=0,
    )  # fmt: skip
