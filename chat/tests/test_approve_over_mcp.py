"""The official MCP client makes a call that leaves the installation, and its owner decides on the page it sends them to."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Kept
from asgiref.sync import sync_to_async
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitRequestURLParams, ElicitResult, InputRequiredResult

from accounts.models import User
from accounts.testing import client_of, make_api_key_of, make_user
from chat.mcp.asking import KEY
from project.testing.site import another_web_process, free_port, site_environment
from spirits.models import ToolCall
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool

pytestmark = pytest.mark.slow

ONCE: Any = {KEY: "order-1"}
MAIL = {"action": "send", "to": ["lindqvist@teak.example"], "subject": "Order", "body": "Twelve planks."}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
Answer = Callable[[ElicitRequestURLParams], Awaitable[str]]


class Mails(Kept):
    """What came in."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.kept.append(message)


@pytest.fixture
def mails() -> Iterator[tuple[list[Any], int]]:
    handler, port = Mails(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler.kept, port
    controller.stop()


@pytest.fixture
def person(transactional_db: None) -> User:
    user = make_user("alice@example.org")
    spirit = make_spirit("tinker", tools=[make_tool("email_manager"), make_tool("calculator_engine")])
    make_free_plan(spirits=[spirit])
    minion = make_minion(user, spirits=[spirit])
    minion.minion_spirits.update(level=9)
    return user


class Site:
    """A web process at one address that can be ended and started again."""

    def __init__(self, smtp: int) -> None:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{smtp}", "MAIL_FROM": "daimon@example.org"}
        self.environment, self.port = {**site_environment(), **mail}, free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = another_web_process(self.environment, port=self.port)
        self.process.__enter__()

    def end(self) -> None:
        self.process.__exit__(None, None, None)


@pytest.fixture
def site(person: User, mails: tuple[list[Any], int]) -> Iterator[Site]:
    made = Site(mails[1])
    made.start()
    yield made
    made.end()


@asynccontextmanager
async def connected(site: str, secret: str, answer: Answer) -> AsyncIterator[Client]:
    async def went(_: Any, params: Any) -> Any:
        assert isinstance(params, ElicitRequestURLParams)
        return ElicitResult.model_validate({"action": await answer(params)})

    shown: Any = went

    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"}, timeout=30) as http,
        Client(streamable_http_client(f"{site}/mcp", http_client=http), elicitation_callback=shown) as client,
    ):
        yield client


async def sent_back(client: Client, arguments: dict[str, Any], state: str | None) -> Any:
    """What a client gets that comes back with a state, or that does not go on by itself."""
    return await client.session.call_tool("email_manager", arguments, request_state=state, allow_input_required=True)


def browser_of(user: User) -> httpx2.Client:
    """Signed in as the person."""
    cookies = {name: morsel.value for name, morsel in client_of(user).cookies.items()}
    return httpx2.Client(cookies=cookies, timeout=30, follow_redirects=True)


def seen(user: User, url: str) -> int:
    """The status of the page for somebody."""
    with browser_of(user) as browser:
        return browser.get(url).status_code


def decide(user: User, url: str, decision: str) -> httpx2.Response:
    """What the person's browser sends when they press a button there."""
    with browser_of(user) as browser:
        page = browser.get(url)
        found = TOKEN.search(page.text)
        assert page.status_code == 200, page.text[:300]
        assert found, "no form on the page"
        given = {"decision": decision, "csrfmiddlewaretoken": found[1]}
        return browser.post(f"{url}decide/", data=given, headers={"Referer": url})


async def test_the_owner_approves_across_a_restart_and_a_repetition_sends_nothing(
    site: Site, person: User, mails: tuple[list[Any], int], no_site: None
) -> None:
    _, secret = await sync_to_async(make_api_key_of)(person)
    stranger = await sync_to_async(make_user)("bob@example.org")
    _, theirs = await sync_to_async(make_api_key_of)(stranger)
    _, reading = await sync_to_async(make_api_key_of)(person, "spirits:read")
    shown: list[ElicitRequestURLParams] = []

    async def restarted_and_approved(params: ElicitRequestURLParams) -> str:
        shown.append(params)
        assert mails[0] == []
        await sync_to_async(site.end)()
        await sync_to_async(site.start)()
        assert await sync_to_async(seen)(stranger, params.url) == 404
        page = await sync_to_async(decide)(person, params.url, "call")
        assert "lindqvist@teak.example" in page.text
        return "accept"

    async with connected(site.address, secret, restarted_and_approved) as client:
        assert "email_manager" in {each.name for each in (await client.list_tools()).tools}
        done: Any = await client.call_tool("email_manager", MAIL, meta=ONCE)
        again: Any = await client.call_tool("email_manager", MAIL, meta=ONCE)
    assert (done.is_error, done.structured_content["state"]) == (False, "succeeded")
    assert (again.structured_content["call"], len(shown)) == (done.structured_content["call"], 1)
    assert [(each["to"], each["subject"]) for each in mails[0]] == [("lindqvist@teak.example", "Order")]
    call = await ToolCall.objects.aget()
    assert (call.state, call.door, call.owner_id) == ("succeeded", "mcp", person.pk)

    async def never(_: ElicitRequestURLParams) -> str:
        raise AssertionError("nobody may be asked")

    async with connected(site.address, reading, never) as client:
        refused: Any = await client.call_tool("email_manager", MAIL)
        assert (refused.is_error, refused.content[0].text) == (True, "This API key lacks spirits:write.")
    async with connected(site.address, theirs, never) as client:
        state = f"{call.pk}:1"
        foreign = await sent_back(client, MAIL, state)
        assert foreign.structured_content["code"] == "tool_call_not_found"
    assert len(mails[0]) == 1


async def test_a_no_sends_nothing_wherever_it_is_said(live_site: str, person: User) -> None:
    _, secret = await sync_to_async(make_api_key_of)(person)
    answers: list[str] = []

    async def answered(params: ElicitRequestURLParams) -> str:
        if answers[-1] == "page":
            await sync_to_async(decide)(person, params.url, "deny")
            return "accept"
        return answers[-1]

    async with connected(live_site, secret, answered) as client:
        answers.append("page")
        denied: Any = await client.call_tool("email_manager", MAIL)
        answers.append("decline")
        declined: Any = await client.call_tool("email_manager", MAIL)
        answers.append("cancel")
        dismissed: Any = await client.call_tool("email_manager", MAIL)
        asked = await sent_back(client, MAIL, None)
        assert isinstance(asked, InputRequiredResult)
        other = await sent_back(client, {**MAIL, "to": ["a@b.example"]}, asked.request_state)
        nonsense = await sent_back(client, MAIL, "x")
    assert [each.structured_content["state"] for each in (denied, declined, dismissed)] == ["denied", "cancelled", "waiting"]  # fmt: skip
    assert [each.is_error for each in (denied, declined, dismissed)] == [True, True, False]
    assert [sorted(each.structured_content["fields"]) for each in (other, nonsense)] == [["requestState"]] * 2
    assert {each.state async for each in ToolCall.objects.all()} == {"denied", "cancelled", "waiting"}
