"""Every misbehaviour of a model's server ends in the right error, in time, in little memory, with the upstream closed."""

import asyncio
import time
import tracemalloc
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pytest_django.fixtures import Settings

from project.lib.http import close_pools
from training.providers import (
    ChatRequest,
    ModelNotFound,
    Provider,
    ProviderError,
    RateLimited,
    StreamEvent,
    TextDelta,
    Turn,
    open_provider,
)
from training.providers.loopback import FAULTS, AnthropicServer, ModelServer, OllamaServer, OpenAIServer

pytestmark = pytest.mark.slow

SERVERS: dict[str, type[ModelServer]] = {
    "ollama": OllamaServer,
    "openai_compatible": OpenAIServer,
    "anthropic": AnthropicServer,
}
EXPECTED = {
    "unauthorized": "provider_refused",
    "forbidden": "provider_refused",
    "unpaid": "provider_refused",
    "out_of_credit": "provider_refused",
    "not_found": "model_not_found",
    "unprocessable": "provider_rejected_request",
    "too_long": "context_too_long",
    "too_large": "context_too_long",
    "limited": "provider_rate_limited",
    "limited_without_time": "provider_rate_limited",
    "limited_until": "provider_rate_limited",
    "broken": "provider_fault",
    "unavailable": "provider_fault",
    "overloaded": "provider_fault",
    "error_page": "provider_fault",
    "fault_midway": "provider_fault",
    "hang": "provider_deadline_exceeded",
    "hang_after_head": "provider_deadline_exceeded",
    "hang_midway": "provider_deadline_exceeded",
    "drip": "provider_deadline_exceeded",
    "endless": "provider_deadline_exceeded",
    "disconnect": "provider_unreachable",
    "not_http": "provider_garbage",
    "huge_headers": "provider_garbage",
    "web_page": "provider_garbage",
    "no_content": "provider_garbage",
    "garbage": "provider_garbage",
    "broken_json": "provider_garbage",
    "not_utf8": "provider_garbage",
    "wrong_shapes": "provider_garbage",
    "deep_json": "provider_garbage",
    "redirect": "provider_garbage",
    "empty": "stream_cut_short",
    "half_stream": "stream_cut_short",
    "clean_cut": "stream_cut_short",
    "half_line": "provider_garbage",
    "flood": "stream_too_large",
    "huge_line": "stream_too_large",
    "bomb": "stream_too_large",
}
WITH_BEGINNING = {"fault_midway", "hang_midway", "half_stream", "clean_cut", "half_line", "broken_json", "not_utf8"}
# The server is still sending or waiting when these end, so the connection must be closed at once.
UNFINISHED = {
    "hang", "hang_after_head", "hang_midway", "drip", "endless", "flood", "huge_line", "huge_headers", "half_stream",
    "not_http", "disconnect",
}  # fmt: skip


@pytest.fixture(params=sorted(SERVERS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest_asyncio.fixture
async def server(kind: str, settings: Settings) -> AsyncIterator[ModelServer]:
    async with SERVERS[kind]() as running:
        settings.OUTBOUND_ALLOWED_HOSTS = [running.address]
        yield running
        await close_pools()


async def meet(provider: Provider, *, total_seconds: float) -> tuple[list[StreamEvent], ProviderError]:
    seen: list[StreamEvent] = []
    request = ChatRequest("scripted", (Turn("user", "hi"),), total_seconds=total_seconds)
    with pytest.raises(ProviderError) as caught:  # noqa: PT012 - what came before the error is seen
        async for event in provider.chat_stream(request):
            if len(seen) < 10:
                seen.append(event)
    return seen, caught.value


def test_expects_an_end_for_every_fault() -> None:
    assert set(EXPECTED) == set(FAULTS)
    assert len(FAULTS) >= 30


@pytest.mark.parametrize("fault", sorted(EXPECTED))
async def test_names_each_fault(server: ModelServer, kind: str, fault: str) -> None:
    server.fault = fault
    provider = open_provider(kind, base_url=server.base_url)
    is_endless = EXPECTED[fault] == "provider_deadline_exceeded"
    started = time.monotonic()
    seen, error = await meet(provider, total_seconds=0.2 if is_endless else 20)
    assert error.code == EXPECTED[fault]
    assert time.monotonic() - started < 5
    if fault in WITH_BEGINNING:
        assert "".join(event.text for event in seen if isinstance(event, TextDelta)).startswith("Once upon ")
    if fault in UNFINISHED:
        async with asyncio.timeout(0.1):
            while server.open_connections:
                server.left.clear()
                await server.left.wait()
    if fault == "limited":
        assert isinstance(error, RateLimited)
        assert error.retry_after == 7
    if fault == "limited_without_time":
        assert isinstance(error, RateLimited)
        assert error.retry_after is None
    if fault == "limited_until":
        assert isinstance(error, RateLimited)
        assert 20 < (error.retry_after or 0) <= 30


@pytest.mark.parametrize("fault", ["flood", "huge_line", "bomb", "huge_headers"])
async def test_eats_no_memory(server: ModelServer, kind: str, fault: str) -> None:
    server.fault = fault
    provider = open_provider(kind, base_url=server.base_url)
    tracemalloc.start()
    await meet(provider, total_seconds=20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16_000_000


@pytest.mark.parametrize(
    "fault", ["unauthorized", "broken", "hang", "web_page", "disconnect", "garbage", "deep_json", "redirect"]
)
async def test_lists_and_embeds_with_the_same_names(
    server: ModelServer, kind: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from project.lib.http import Limits

    patience = 0.2 if fault == "hang" else 20.0  # only who never answers is waited for in vain
    short = Limits(connect_seconds=patience, read_seconds=patience, total_seconds=patience, max_redirects=0)
    monkeypatch.setattr(f"training.providers.{kind}.QUICK", short)
    monkeypatch.setattr("training.providers.wire.upstream.PROBE", short)
    server.fault = fault
    provider = open_provider(kind, base_url=server.base_url)
    with pytest.raises(ProviderError) as caught:
        await provider.models()
    assert caught.value.code == EXPECTED[fault]
    health = await provider.health()
    assert (health.is_healthy, health.code) == (False, EXPECTED[fault])
    assert health.message


async def test_answers_others_while_one_hangs(settings: Settings) -> None:
    async with OpenAIServer(fault="hang") as stuck, OpenAIServer() as good:
        settings.OUTBOUND_ALLOWED_HOSTS = [stuck.address, good.address]
        hanging = open_provider("openai_compatible", base_url=stuck.base_url)
        provider = open_provider("openai_compatible", base_url=good.base_url)
        waiting = [asyncio.ensure_future(meet(hanging, total_seconds=1)) for _ in range(30)]
        await stuck.has_received(30)
        async with asyncio.timeout(0.9):
            events = [event async for event in provider.chat_stream(ChatRequest("scripted", (Turn("user", "hi"),)))]
        assert events
        ends = await asyncio.gather(*waiting)
        assert {error.code for _, error in ends} == {"provider_deadline_exceeded"}
        await close_pools()


async def test_says_when_nobody_listens(kind: str, settings: Settings) -> None:
    async with SERVERS[kind]() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.address]
    _, error = await meet(open_provider(kind, base_url=server.base_url), total_seconds=5)
    assert error.code == "provider_unreachable"
    assert error.retry_may_help
    await close_pools()


async def test_says_when_the_base_url_is_wrong(server: ModelServer, kind: str) -> None:
    provider = open_provider(kind, base_url=f"{server.url}/wrong")
    with pytest.raises(ProviderError) as caught:
        await provider.models()
    assert caught.value.code in ("provider_garbage", "model_not_found")
    _, error = await meet(provider, total_seconds=5)
    assert isinstance(error, ModelNotFound)
