"""The official MCP client at /mcp of a running site."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import pytest
from asgiref.sync import sync_to_async
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from accounts.models import User
from accounts.testing import make_api_key_of, make_user
from chat.testing import make_scripted_model, say
from project.lib.clock import now
from project.lib.ids import uuid7
from project.testing.patience import eventually
from project.testing.site import another_web_process
from spirits.models import Approval, Minion, ToolCall
from spirits.rules.own_variables import Variable
from spirits.services.decide_approval import approve
from spirits.services.run_tool import perform_approved
from spirits.services.save_minion import save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from training.knowledge.models import Chunk, Document, KnowledgeBase

pytestmark = pytest.mark.slow

TOOLS = ("calculator_engine", "chart_generator", "email_manager")
MAIL = {"action": "send", "to": ["lindqvist@teak.example"], "subject": "Order", "body": "Twelve planks."}


@pytest.fixture
def person(live_site: str) -> User:
    make_scripted_model()
    user = make_user("alice@example.org")
    spirit = make_spirit("tinker", tools=[make_tool(each) for each in TOOLS])
    make_free_plan(spirits=[spirit])
    minion = make_minion(user, spirits=[spirit], name="Reckoner", instructions="Count twice.")
    minion.minion_spirits.update(level=9)
    _, secret = make_api_key_of(user)
    eventually(lambda: all(each in ask(live_site, secret, "tools/list").text for each in TOOLS), seconds=60)
    return user


def ask(site: str, secret: str, method: str, *, timeout: float = 60, **params: Any) -> httpx2.Response:
    """One message without a client's help."""
    headers = {"Authorization": f"Bearer {secret}", "Accept": "application/json, text/event-stream"}
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return httpx2.post(f"{site}/mcp", json=message, headers=headers, timeout=timeout)


@asynccontextmanager
async def connected(site: str, secret: str, *, query: str = "") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {secret}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=30) as http,
        Client(streamable_http_client(f"{site}/mcp{query}", http_client=http)) as client,
    ):
        yield client


@pytest.fixture
def key(person: User) -> str:
    return make_api_key_of(person)[1]


async def test_tools_are_listed_and_called(live_site: str, key: str, person: User) -> None:
    async with connected(live_site, key) as client:
        listed = {each.name: each for each in (await client.list_tools()).tools}
        assert set(listed) == {*TOOLS, "call_outcome"}
        assert listed["calculator_engine"].annotations.read_only_hint
        assert listed["calculator_engine"].input_schema["required"] == ["expression"]
        done = await client.call_tool("calculator_engine", {"expression": "15% of 240"})
        assert (done.is_error, done.content[0].text) == (False, "15% of 240 = 36")
        assert done.structured_content["result"]["result"] == "36"
    call = await ToolCall.objects.aget(pk=done.structured_content["call"])
    assert (call.owner_id, call.door, call.state) == (person.pk, "mcp", "succeeded")


async def test_bad_arguments_and_unknown_tools_are_told_by_name(live_site: str, key: str) -> None:
    async with connected(live_site, key) as client:
        wrong = await client.call_tool("calculator_engine", {"expresion": "1"})
        assert wrong.is_error
        assert wrong.structured_content["fields"] == {"expression": ["Required."], "expresion": ["Unknown argument."]}
        assert (await client.call_tool("rocket", {})).structured_content["code"] == "tool_not_found"
        lost = await client.call_tool("call_outcome", {"call": "01a222a8-454e-73a4-be3c-87674cba5754"})
        assert lost.structured_content["code"] == "tool_call_not_found"


async def test_a_call_that_leaves_the_installation_waits_for_its_owner(
    live_site: str, key: str, person: User, mailoutbox: list[Any], settings: Any
) -> None:
    settings.HAS_MAIL = True  # of the process that performs it; the site only asks
    async with connected(live_site, key) as client:
        sending = asyncio.create_task(client.call_tool("email_manager", MAIL))
        approval = await sync_to_async(eventually)(
            lambda: Approval.objects.filter(owner=person, state="pending").first(), seconds=20
        )
        assert mailoutbox == []
        await sync_to_async(approve)(user=person, approval_id=approval.pk, scope="call", now=now())
        await sync_to_async(perform_approved)(user=person, call_id=approval.call_id)
        done = await asyncio.wait_for(sending, 20)
        assert (done.is_error, done.structured_content["state"], len(mailoutbox)) == (False, "succeeded", 1)
        again = await client.call_tool("call_outcome", {"call": str(approval.call_id)})
        assert again.content[0].text == done.content[0].text


async def test_resources_are_the_owners_conversations_and_files(live_site: str, key: str, person: User) -> None:
    said = await sync_to_async(say)(person, "How deep is the harbour?")
    async with connected(live_site, key) as client:
        table = {"rows": [{"month": "May", "sold": 3}, {"month": "June", "sold": 5}]}
        drawn = await client.call_tool("chart_generator", {"kind": "bar", "table": table, "x": "month", "y": "sold"})
        listed = await client.list_resources()
        found = {each.uri: each for each in listed.resources}
        conversation = await client.read_resource(f"daimon://conversations/{said.conversation_id}")
        assert f"daimon://conversations/{said.conversation_id}" in found
        assert "How deep is the harbour?" in conversation.contents[0].text
        files = await client.list_resources(cursor=listed.next_cursor)
        assert sorted(each.uri for each in files.resources) == sorted(
            each.uri for each in drawn.content if each.type == "resource_link"
        )
        file = await client.read_resource(files.resources[0].uri)
        assert file.contents[0].mime_type == files.resources[0].mime_type
        assert file.contents[0].blob
        assert [each.name for each in (await client.list_resource_templates()).resource_templates] == [
            "conversation",
            "artifact",
            "document",
        ]


async def test_documents_of_knowledge_are_resources(live_site: str, key: str, person: User) -> None:
    mine = await sync_to_async(_document)(person, "The tide turns at four.")
    other = await sync_to_async(_document)(await sync_to_async(make_user)("bob@example.org"), "Not for Alice.")
    async with connected(live_site, key) as client:
        found, cursor = [], None
        while True:
            listed = await client.list_resources(cursor=cursor)
            found += [each.uri for each in listed.resources]
            if not (cursor := listed.next_cursor):
                break
        assert found == [f"daimon://documents/{mine}"]
        read = await client.read_resource(found[0])
        assert read.contents[0].text == "The tide turns at four."
        with pytest.raises(MCPError):
            await client.read_resource(f"daimon://documents/{other}")


def _document(owner: User, text: str) -> UUID:
    base = KnowledgeBase.objects.create(owner=owner, name="Tides")
    document = Document.objects.create(
        base=base, title="Tides", source="text", state="ready", passage_count=1, ready_at=now()
    )
    Chunk.objects.create(pk=uuid7(), document=document, number=0, text=text, start=0, end=len(text))
    return document.pk


async def test_a_minion_is_a_prompt(live_site: str, key: str) -> None:
    async with connected(live_site, key) as client:
        [prompt] = (await client.list_prompts()).prompts
        assert prompt.title == "Reckoner"
        filled = await client.get_prompt(prompt.name, {"question": "How many?"})
        assert filled.messages[0].content.text == "Count twice.\n\nHow many?"
        with pytest.raises(MCPError, match="Ask something"):
            await client.get_prompt(prompt.name, {"question": " "})


async def test_variables_of_a_minion_are_arguments_of_its_prompt(live_site: str, key: str, person: User) -> None:
    minion = await Minion.objects.aget(owner=person)
    variables = [
        Variable("place", "Where", is_required=True),
        Variable("pace", "Pace", "choice", ("fast", "slow"), "slow"),
    ]
    text = "Count {{pace}}ly in {{place}}."
    await sync_to_async(save_minion)(user=person, minion_id=minion.pk, instructions=text, variables=variables)
    async with connected(live_site, key) as client:
        [prompt] = (await client.list_prompts()).prompts
        assert [(each.name, each.description, each.required) for each in prompt.arguments] == [
            ("question", "What the minion is asked.", True),
            ("place", "Where", True),
            ("pace", "Pace One of: fast, slow. Left out: slow", False),
        ]
        filled = await client.get_prompt(prompt.name, {"question": "How many?", "place": "Kiel"})
        assert filled.messages[0].content.text == "Count slowly in Kiel.\n\nHow many?"
        for arguments, words in (
            ({}, "place: This needs a value."),
            ({"place": "Kiel", "pace": "odd"}, "pace: Choose one of the options."),
            ({"place": "Kiel", "mood": "odd"}, "mood: There is no such variable."),
        ):
            with pytest.raises(MCPError, match=words):
                await client.get_prompt(prompt.name, {"question": "How many?", **arguments})


async def test_another_persons_key_finds_nothing_of_it(live_site: str, key: str, person: User) -> None:
    said = await sync_to_async(say)(person, "Mine alone.")
    other = await sync_to_async(make_user)("bob@example.org")
    _, theirs = await sync_to_async(make_api_key_of)(other)
    async with connected(live_site, theirs) as client:
        for uri in (
            f"daimon://conversations/{said.conversation_id}",
            "daimon://conversations/nonsense",
            "file:///etc/passwd",
        ):
            with pytest.raises(MCPError):
                await client.read_resource(uri)
        assert (await client.list_resources()).resources == []
        assert (await client.list_prompts()).prompts == []


async def test_a_key_reads_and_calls_only_what_its_scopes_allow(live_site: str, person: User) -> None:
    _, reading = await sync_to_async(make_api_key_of)(person, "spirits:read")
    async with connected(live_site, reading) as client:
        assert len((await client.list_tools()).tools) == len(TOOLS) + 1
        refused = await client.call_tool("calculator_engine", {"expression": "1"})
        assert (refused.is_error, refused.content[0].text) == (True, "This API key lacks spirits:write.")
        with pytest.raises(MCPError, match="chat:read"):
            await client.read_resource("daimon://conversations/01a222a8-454e-73a4-be3c-87674cba5754")
    assert not await ToolCall.objects.aexists()


def test_who_has_no_key_or_no_post_gets_the_apis_error(live_site: str, person: User) -> None:
    _, foreign = make_api_key_of(person, "jobs:read")
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer dmn_wrong"}, 401),
        ({"Authorization": f"Bearer {foreign}"}, 403),
    ):
        answer = httpx2.post(f"{live_site}/mcp", json=asked, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
        assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    assert httpx2.get(f"{live_site}/mcp").status_code == 405


async def test_a_client_outlives_the_server_it_spoke_to(person: User, key: str, no_site: None) -> None:
    """No session is kept, so that whatever process answers next knows as much."""
    first = another_web_process()
    address = await sync_to_async(first.__enter__)()
    async with connected(address, key) as client:
        await client.list_tools()
        await sync_to_async(first.__exit__)(None, None, None)
        port = int(address.rpartition(":")[2])
        async with _site_at(port):
            done = await client.call_tool("calculator_engine", {"expression": "6 * 7"})
            assert done.content[0].text == "6 * 7 = 42"


@asynccontextmanager
async def _site_at(port: int) -> AsyncIterator[None]:
    site = another_web_process(port=port)
    await sync_to_async(site.__enter__)()
    yield
    await sync_to_async(site.__exit__)(None, None, None)


def test_a_call_stays_for_its_owner_when_the_client_leaves(live_site: str, key: str, person: User) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        ask(live_site, key, "tools/call", timeout=4, name="email_manager", arguments=MAIL)
    call = eventually(lambda: ToolCall.objects.filter(owner=person).first(), seconds=20)
    assert call.state == "waiting"


async def test_a_minions_switches_hold_where_a_client_calls_as_the_minion(
    live_site: str, key: str, person: User
) -> None:
    minion = await person.minions.aget()
    await sync_to_async(save_minion)(
        user=person, minion_id=minion.pk, tools_off=["calculator_engine"], tools_asked_first=["chart_generator"]
    )
    async with connected(live_site, key, query=f"?minion={minion.pk}") as client:
        assert {each.name for each in (await client.list_tools()).tools} == {*TOOLS, "call_outcome"} - {
            "calculator_engine"
        }
        refused = await client.call_tool("calculator_engine", {"expression": "6 * 7"})
        assert (refused.is_error, refused.structured_content["code"]) == (True, "tool_off")
        assert not await ToolCall.objects.aexists()
        table = {"rows": [{"month": "May", "sold": 3}, {"month": "June", "sold": 5}]}
        chart = {"kind": "bar", "table": table, "x": "month", "y": "sold"}
        drawing = asyncio.create_task(client.call_tool("chart_generator", chart))
        asked = await sync_to_async(eventually)(lambda: Approval.objects.filter(owner=person).first(), seconds=20)
        assert (asked.state, asked.is_each_time) == ("pending", True)
        await sync_to_async(approve)(user=person, approval_id=asked.pk, scope="call", now=now())
        await sync_to_async(perform_approved)(user=person, call_id=asked.call_id)
        assert not (await asyncio.wait_for(drawing, 30)).is_error
    async with connected(live_site, key) as client:  # no minion is in play: its switches are nobody's
        assert (await client.call_tool("calculator_engine", {"expression": "6 * 7"})).content[0].text == "6 * 7 = 42"
    for minion_id, code in (("01a222a8-454e-73a4-be3c-87674cba5754", "minion_not_found"), ("x", "invalid")):
        async with connected(live_site, key, query=f"?minion={minion_id}") as client:
            with pytest.raises(MCPError) as wrong:
                await client.list_tools()
            assert wrong.value.error.data["code"] == code
