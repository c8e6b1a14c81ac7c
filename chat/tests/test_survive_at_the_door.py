"""Callers that leave, ask twice or cannot pay, and providers that fail: the right end, and nothing paid for nothing."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import make_api_key_of, make_user
from chat.door.application import Doors
from chat.door.meter import UsageBook
from chat.engine.turn import in_thread
from chat.models import MinionFallback, UsageRecord
from project.lib.clock import now
from project.lib.http import close_pools
from project.ops.async_sql import Pool
from spirits.models import Reservation
from spirits.queries.economy.accounts import held_points_of, points_of
from spirits.services.economy.move_points import grant_points
from spirits.testing import make_minion
from training.models import LanguageModel
from training.providers.loopback import FAULTS, OpenAIServer
from training.testing import make_model, make_provider

pytestmark = pytest.mark.slow

SLOW = "[[delay 0.02]] [[words 500]]"
CODES = {"provider_refused", "provider_rejected_request", "provider_rate_limited", "provider_fault", "provider_garbage",
         "provider_unreachable", "stream_cut_short", "stream_too_large", "context_length_exceeded", "model_not_found"}  # fmt: skip
ENDLESS = {
    "hang",
    "hang_after_head",
    "hang_midway",
    "drip",
    "endless",
}  # end by the deadline only; see training's tests


@dataclass
class Heard:
    """What a caller was sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def chunks(self) -> list[Any]:
        lines = self.body.decode().split("\n\n")
        return [json.loads(each[6:]) for each in lines if each.startswith("data: {")]


@dataclass
class Site:
    """The doors of this process, called as a server calls them."""

    doors: Doors
    key: str

    async def ask(self, model: str, words: str, *, leave: asyncio.Event | None = None, **more: Any) -> Heard:
        body = json.dumps({"model": model, "messages": [{"role": "user", "content": words}], **more}).encode()
        heard = Heard()
        inbox: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if inbox:
                return inbox.pop()
            await (leave or asyncio.Event()).wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                heard.status = message["status"]
                heard.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            heard.body += message.get("body", b"")

        headers = [(b"authorization", f"Bearer {self.key}".encode())]
        path = "/v1/chat/completions"
        await self.doors({"type": "http", "method": "POST", "path": path, "headers": headers}, receive, send)
        return heard


@pytest.fixture
async def book(pool: Pool) -> AsyncIterator[UsageBook]:
    made = UsageBook(pool)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def upstream(settings: Settings) -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.address]
        yield server
        await close_pools()


@pytest.fixture
async def person(transactional_db: None) -> User:
    return await in_thread(make_user, "alice@example.org")


@pytest.fixture
async def site(book: UsageBook, person: User, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr("chat.door.application._refuse_beyond", lambda verdicts: None)
    _, key = await in_thread(make_api_key_of, person)
    return Site(Doors(book), key)


async def model_at(server: OpenAIServer, name: str = "scripted", **fields: Any) -> LanguageModel:
    def make() -> LanguageModel:
        return make_model(make_provider(base_url=server.base_url), name, **fields)

    return await in_thread(make)


async def records(book: UsageBook) -> list[UsageRecord]:
    await book.stop()
    await book.start()
    return await in_thread(lambda: list(UsageRecord.objects.order_by("at", "id")))


async def closed(server: OpenAIServer) -> float:
    """Seconds until no connection to the server is open."""
    started = time.monotonic()
    async with asyncio.timeout(5):
        while server.open_connections:
            server.left.clear()
            await server.left.wait()
    return time.monotonic() - started


async def test_callers_that_leave_close_the_upstream_at_once(
    site: Site, upstream: OpenAIServer, book: UsageBook
) -> None:
    await model_at(upstream)
    leaving = asyncio.Event()
    callers = [
        asyncio.create_task(site.ask("scripted", f"{SLOW} {number}", leave=leaving, stream=True))
        for number in range(40)
    ]
    await upstream.has_received(40)
    leaving.set()
    assert await closed(upstream) < 0.5
    await asyncio.gather(*callers)
    found = await records(book)
    assert {each.state for each in found} == {"stopped"}
    assert len(found) == 40


async def test_one_caller_that_leaves_closes_its_upstream_in_a_tenth_of_a_second(
    site: Site, upstream: OpenAIServer
) -> None:
    await model_at(upstream)
    took = []
    for number in range(10):
        leaving = asyncio.Event()
        caller = asyncio.create_task(site.ask("scripted", f"{SLOW} {number}", leave=leaving, stream=True))
        await upstream.has_received(number + 1)
        leaving.set()
        took.append(await closed(upstream))
        await caller
    assert sorted(took)[-2] <= 0.1


async def test_the_same_request_sent_again_joins_the_first(site: Site, upstream: OpenAIServer, book: UsageBook) -> None:
    await model_at(upstream)
    ask = "[[delay 0.01]] [[words 30]]"
    first = asyncio.create_task(site.ask("scripted", ask))
    await upstream.has_received(1)
    second, other = await asyncio.gather(site.ask("scripted", ask), site.ask("scripted", ask + " other"))
    one = await first
    assert one.json == second.json
    assert other.json["id"] != one.json["id"]
    assert len(upstream.received) == 2
    assert len(await records(book)) == 2
    await site.ask("scripted", ask)
    assert len(upstream.received) == 3


async def test_the_first_may_leave_and_the_second_gets_the_whole_answer(site: Site, upstream: OpenAIServer) -> None:
    await model_at(upstream)
    ask = "[[delay 0.02]] [[words 200]]"
    leaving = asyncio.Event()
    first = asyncio.create_task(site.ask("scripted", ask, leave=leaving, stream=True))
    await upstream.has_received(1)
    second = asyncio.create_task(site.ask("scripted", ask, stream=True))
    (answer,) = site.doors._desk.broadcasts._running.values()
    async with asyncio.timeout(5):
        while answer._listeners < 2:
            await asyncio.sleep(0.005)
    leaving.set()
    await first
    heard = await second
    words = "".join(each["choices"][0]["delta"].get("content", "") for each in heard.chunks)
    assert len(words.split()) == 200
    assert len(upstream.received) == 1


async def test_a_call_is_paid_by_what_it_took(
    site: Site, upstream: OpenAIServer, book: UsageBook, person: User
) -> None:
    await model_at(upstream, input_points_per_million=1_000_000, output_points_per_million=2_000_000)
    refused = await site.ask("scripted", "[[say Hi]]")
    assert (refused.status, refused.json["error"]["type"]) == (402, "insufficient_quota")
    assert refused.json["error"]["code"] == "insufficient_quota"
    assert upstream.received == []
    await in_thread(grant_points, user=person, points=20_000, key="start", at=now(), reason="Welcome")
    assert (await site.ask("scripted", "[[say Hi]] [[usage 10 5]]")).status == 200
    failed = await site.ask("scripted", "[[error 500]]")
    assert failed.status == 502
    found = await records(book)
    assert [(each.state, each.points) for each in found] == [("completed", 20), ("failed", 0)]
    assert await in_thread(points_of, person) == 20_000 - 20
    assert await in_thread(held_points_of, person) == 0


async def test_who_leaves_pays_for_what_was_said_only(
    site: Site, upstream: OpenAIServer, book: UsageBook, person: User
) -> None:
    await model_at(upstream, output_points_per_million=1_000_000)
    await in_thread(grant_points, user=person, points=20_000, key="start", at=now(), reason="Welcome")
    leaving = asyncio.Event()
    caller = asyncio.create_task(site.ask("scripted", "[[fault hang]]", leave=leaving, stream=True))
    await upstream.has_received(1)
    leaving.set()
    await caller
    (record,) = await records(book)
    assert (record.state, record.points, record.output_tokens) == ("stopped", 0, 0)
    reservation = await in_thread(Reservation.objects.get)
    assert reservation.state == "released"
    assert await in_thread(points_of, person) == 20_000


@pytest.mark.parametrize("is_stream", [False, True])
async def test_every_misbehaviour_has_its_end(
    site: Site, upstream: OpenAIServer, book: UsageBook, is_stream: bool
) -> None:
    faults = sorted(set(FAULTS) - ENDLESS)
    for fault in faults:
        await model_at(upstream, fault)  # each with a provider of its own, since breakers count by provider
        upstream.fault = fault
        heard = await site.ask(fault, "Hello", stream=is_stream)
        is_event = heard.headers["content-type"].startswith("text/event")
        error = (heard.chunks[-1] if is_event else heard.json)["error"]
        assert error["code"] in CODES, fault
        assert heard.status in ({200, 400, 404, 502, 503} if is_stream else {400, 404, 502, 503}), fault
        assert b"[DONE]" not in heard.body, fault
    await close_pools()
    await closed(upstream)
    found = await records(book)
    assert {each.state for each in found} == {"failed", "incomplete"}
    assert len(found) == len(faults)


async def chain(person: User, *models: LanguageModel) -> str:
    def make() -> str:
        minion = make_minion(person, name="Chained", language_model=models[0])
        for place, each in enumerate(models[1:], start=1):
            MinionFallback.objects.create(minion=minion, language_model=each, position=place)
        return f"minion/{minion.pk}"

    return await in_thread(make)


# What a dying server does before it has said a word, and after.
EARLY = ("broken", "unavailable", "overloaded", "disconnect", "unauthorized", "forbidden", "unpaid", "limited", "limited_without_time",
         "out_of_credit", "not_found", "not_http", "huge_headers", "web_page", "error_page", "empty", "no_content", "garbage", "deep_json",
         "wrong_shapes", "huge_line", "bomb", "redirect", "hang", "hang_after_head")  # fmt: skip
LATE = ("half_stream", "clean_cut", "half_line", "broken_json", "not_utf8", "fault_midway")


async def test_another_model_answers_a_hundred_times_before_the_first_word_and_never_after(
    site: Site,
    upstream: OpenAIServer,
    book: UsageBook,
    person: User,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.rules.breaker.FAILURES", 1_000)  # each time it is really asked
    monkeypatch.setattr("training.providers.fallback.FIRST_WORD_SECONDS", 1.0)
    async with OpenAIServer() as dying:
        settings.OUTBOUND_ALLOWED_HOSTS = [upstream.address, dying.address]
        minion = await chain(person, await model_at(dying), await model_at(upstream))
        for number in range(100):
            dying.fault = EARLY[number % len(EARLY)]
            heard = await site.ask(minion, f"[[say Saved {number}]]", stream=True)
            words = "".join(each["choices"][0]["delta"].get("content", "") for each in heard.chunks)
            assert (heard.status, words) == (200, f"Saved {number}"), dying.fault
        assert (len(dying.received), len(upstream.received)) == (100, 100)
        for number in range(100):
            dying.fault = LATE[number % len(LATE)]
            heard = await site.ask(minion, f"[[say Late {number}]]", stream=True)
            assert heard.chunks[-1]["error"]["code"] in CODES, dying.fault
        assert (len(dying.received), len(upstream.received)) == (200, 100)
    assert [each.state for each in await records(book)] == ["completed"] * 100 + ["incomplete"] * 100


async def test_a_dead_provider_is_not_asked_again_for_a_while(site: Site, upstream: OpenAIServer) -> None:
    await model_at(upstream)
    upstream.fault = "broken"
    for number in range(5):
        assert (await site.ask("scripted", f"{number}")).json["error"]["code"] == "provider_fault"
    asked = len(upstream.received)
    refused = await site.ask("scripted", "again")
    assert (refused.status, refused.json["error"]["code"]) == (503, "provider_resting")
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    assert len(upstream.received) == asked


async def test_calls_beyond_the_cap_wait_for_their_turn(site: Site, upstream: OpenAIServer) -> None:
    model = await model_at(upstream)
    model.provider.most_at_once = 2
    await in_thread(model.provider.save)
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, upstream.open_connections)
            await asyncio.sleep(0.002)

    watching = asyncio.create_task(watch())
    asks = [site.ask("scripted", f"[[delay 0.01]] [[words 5]] {number}") for number in range(6)]
    heard = await asyncio.gather(*asks)
    watching.cancel()
    assert [each.status for each in heard] == [200] * 6
    assert most <= 2
