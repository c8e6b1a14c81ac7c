"""Ollama, OpenAI and Anthropic over their own protocols: what is sent, what comes back, and how it ends."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing

import pytest
import pytest_asyncio
from pytest_django.fixtures import Settings

from project.lib.http import close_pools
from training.providers import (
    CannotEmbed,
    ChatRequest,
    Finished,
    ImagePart,
    ModelNotFound,
    Provider,
    ProviderNotAllowed,
    ProviderRefused,
    RateLimited,
    ReasoningDelta,
    RequestRejected,
    StreamEvent,
    TextDelta,
    TextPart,
    ToolCall,
    ToolCallDelta,
    ToolSpec,
    Turn,
    Usage,
    open_provider,
)
from training.providers.loopback import AnthropicServer, ModelServer, OllamaServer, OpenAIServer

SERVERS: dict[str, type[ModelServer]] = {
    "ollama": OllamaServer,
    "openai_compatible": OpenAIServer,
    "anthropic": AnthropicServer,
}
NOTES = ToolSpec("notes.add", "Adds a note.", {"type": "object", "properties": {"text": {"type": "string"}}})


@pytest.fixture(params=sorted(SERVERS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest_asyncio.fixture
async def server(kind: str, settings: Settings) -> AsyncIterator[ModelServer]:
    async with SERVERS[kind](api_key="sk-right-key") as running:
        settings.OUTBOUND_ALLOWED_HOSTS = [running.address]
        yield running
        await close_pools()


@pytest.fixture
def provider(kind: str, server: ModelServer) -> Provider:
    return open_provider(kind, base_url=server.base_url, api_key="sk-right-key")


def ask(text: str, **more: object) -> ChatRequest:
    more.setdefault("model", "scripted")
    return ChatRequest(messages=(Turn("user", text),), **more)


async def events_of(provider: Provider, request: ChatRequest) -> list[StreamEvent]:
    return [event async for event in provider.chat_stream(request)]


def text_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def of(kind: type, events: list[StreamEvent]) -> list:
    return [event for event in events if isinstance(event, kind)]


async def test_streams_text_usage_and_the_end(provider: Provider) -> None:
    events = await events_of(provider, ask("[[say Grüße 🌍 to you]] [[usage 12 34]]"))
    assert text_of(events) == "Grüße 🌍 to you"
    assert len(of(TextDelta, events)) == 4
    assert events[-2:] == [Usage(12, 34), Finished("stop")]


async def test_streams_reasoning_apart_from_the_answer(provider: Provider, kind: str) -> None:
    events = await events_of(provider, ask("[[reason Let me see.]] [[say Yes.]]"))
    assert "".join(event.text for event in of(ReasoningDelta, events)) == "Let me see."
    assert text_of(events) == "Yes."
    signatures = [event.signature for event in of(ReasoningDelta, events) if event.signature]
    assert signatures == (["signed"] if kind == "anthropic" else [])


async def test_calls_tools_in_parallel_and_sends_their_answers_back(provider: Provider, server: ModelServer) -> None:
    text = '[[say Wait.]] [[call notes_add {"text": "a ]] ü"}]] [[call clock]]'
    events = await events_of(provider, ask(text, tools=(NOTES, ToolSpec("clock", "Tells the time."))))
    calls = of(ToolCall, events)
    assert [(call.name, json.loads(call.arguments)) for call in calls] == [
        ("notes.add", {"text": "a ]] ü"}),
        ("clock", {}),
    ]
    assert all(call.id for call in calls)
    assert len({call.id for call in calls}) == 2
    assert [delta.index for delta in of(ToolCallDelta, events) if delta.name] == [0, 1]
    assert events[-1] == Finished("tool_calls")

    after = (
        Turn("system", "Be brief."),
        Turn("user", text),
        Turn("assistant", "Wait.", tool_calls=tuple(calls)),
        Turn("tool", "noted", tool_call_id=calls[0].id, name="notes.add"),
        Turn("tool", "noon", tool_call_id=calls[1].id, name="clock"),
    )
    events = await events_of(provider, ChatRequest("scripted", after, tools=(NOTES,)))
    assert "answered: noted" in text_of(events)
    assert "answered: noon" in text_of(events)
    assert events[-1] == Finished("stop")
    assert "notes_add" in server.received[-1].body.decode()
    assert "notes.add" not in server.received[-1].body.decode()


async def test_passes_arguments_on_that_are_no_json(provider: Provider, kind: str) -> None:
    if kind == "ollama":
        pytest.skip("Ollama sends arguments as an object, so they are always JSON.")
    events = await events_of(provider, ask("[[raw_call clock {broken]]", tools=(ToolSpec("clock", ""),)))
    assert [call.arguments for call in of(ToolCall, events)] == ["{broken"]


@pytest.mark.parametrize("reason", ["stop", "length", "content_filter"])
async def test_tells_why_it_ended(provider: Provider, kind: str, reason: str) -> None:
    events = await events_of(provider, ask(f"[[say x]] [[finish {reason}]]"))
    expected = "stop" if kind == "ollama" and reason == "content_filter" else reason
    assert events[-1] == Finished(expected)


async def test_sends_every_setting(provider: Provider, server: ModelServer, kind: str) -> None:
    picture = ImagePart("image/png", b"\x89PNG")
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
    request = ChatRequest(
        "scripted",
        (Turn("system", "Be brief."), Turn("user", (TextPart("[[say ok]]"), picture))),
        tools=(NOTES,),
        temperature=0.5,
        max_output_tokens=77,
        stop=("END",),
        seed=7,
        response_format=schema,
        extra={"top_p": 0.9},
    )
    await events_of(provider, request)
    sent = server.received[0].json
    data = base64.b64encode(picture.data).decode()
    assert sent["model"] == "scripted"
    assert sent["stream"] is True
    assert sent["top_p"] == 0.9
    if kind == "ollama":
        assert sent["options"] == {"temperature": 0.5, "num_predict": 77, "stop": ["END"], "seed": 7}
        assert sent["format"] == {"type": "object"}
        assert sent["messages"][1]["images"] == [data]
        assert sent["tools"][0]["function"]["name"] == "notes_add"
    elif kind == "anthropic":
        assert (sent["temperature"], sent["max_tokens"], sent["stop_sequences"]) == (0.5, 77, ["END"])
        assert sent["system"] == "Be brief."
        assert sent["messages"][0]["content"][0]["source"]["data"] == data
        assert sent["output_config"] == {"format": {"type": "json_schema", "schema": {"type": "object"}}}
        assert server.received[0].headers["anthropic-version"] == "2023-06-01"
    else:
        assert (sent["temperature"], sent["max_tokens"], sent["stop"], sent["seed"]) == (0.5, 77, ["END"], 7)
        assert sent["stream_options"] == {"include_usage": True}
        assert sent["messages"][1]["content"][1]["image_url"]["url"] == f"data:image/png;base64,{data}"
        assert sent["response_format"] == schema


async def test_leaves_out_what_was_not_set(provider: Provider, server: ModelServer, kind: str) -> None:
    await events_of(provider, ask("hi"))
    required = {"model", "messages", "stream"}
    expected = {"anthropic": {"max_tokens"}, "openai_compatible": {"stream_options"}, "ollama": set()}[kind]
    assert set(server.received[0].json) == required | expected


async def test_lists_models_in_order(provider: Provider, kind: str) -> None:
    cards = await provider.models()
    names = [card.name for card in cards]
    assert names == sorted(names)
    assert "scripted/reasoning" in names
    assert len(names) == (10 if kind == "anthropic" else 11)
    chat = next(card for card in cards if card.name == "scripted")
    assert {"chat", "tools"} <= chat.capabilities
    if kind != "anthropic":
        assert next(card for card in cards if card.name == "scripted/embed").capabilities == {"embeddings"}
    if kind != "openai_compatible":
        assert chat.context_length == 32_768


async def test_embeds_in_order(provider: Provider, kind: str) -> None:
    if kind == "anthropic":
        with pytest.raises(CannotEmbed):
            await provider.embed(["x"], "scripted")
        return
    texts = [f"text number {number}" for number in range(300)]
    found = await provider.embed(texts, "scripted/embed")
    assert len(found.vectors) == 300
    assert found.dimensions == 64
    assert found.input_tokens == 900
    one = await provider.embed([texts[299]], "scripted/embed")
    assert found.vectors[299] == pytest.approx(one.vectors[0])
    assert await provider.embed([], "scripted/embed") == type(found)("scripted/embed", ())
    with pytest.raises(ModelNotFound):
        await provider.embed(["x"], "scripted")


async def test_probes_its_health(provider: Provider, server: ModelServer, kind: str) -> None:
    health = await provider.health()
    assert health.is_healthy
    assert 0 < health.latency_ms < 1000
    assert health.version == ("0.99.0" if kind == "ollama" else "")
    server.fault = "unauthorized"
    health = await provider.health()
    assert (health.is_healthy, health.code) == (False, "provider_refused")


async def test_sends_its_key_and_never_shows_it(server: ModelServer, kind: str) -> None:
    wrong = open_provider(kind, base_url=server.base_url, api_key="sk-wrong-key")
    with pytest.raises(ProviderRefused) as caught:
        await events_of(wrong, ask("hi"))
    header = "x-api-key" if kind == "anthropic" else "authorization"
    assert server.received[0].headers[header].endswith("sk-wrong-key")
    told = f"{caught.value!r} {caught.value.message} {caught.value.detail} {wrong!r} {vars(wrong)}"
    assert "sk-wrong-key" not in told
    assert "Incorrect API key provided: …" in caught.value.detail


async def test_passes_refusals_on_by_name(provider: Provider) -> None:
    with pytest.raises(RateLimited) as limited:
        await events_of(provider, ask("[[error 429 3]]"))
    assert limited.value.retry_after == 3
    with pytest.raises(ModelNotFound):
        await events_of(provider, ask("hi", model="unheard-of"))
    with pytest.raises(RequestRejected):
        await events_of(provider, ask("[[dance]]"))


async def test_calls_no_address_that_is_not_allowed(kind: str, server: ModelServer, settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    stranger = open_provider(kind, base_url=server.base_url, api_key="sk-right-key")
    with pytest.raises(ProviderNotAllowed):
        await events_of(stranger, ask("hi"))
    assert (await stranger.health()).code == "provider_not_allowed"
    assert server.received == []


async def test_closes_the_upstream_when_left(provider: Provider, server: ModelServer) -> None:
    server.fault = "endless"
    async with aclosing(provider.chat_stream(ask("hi"))) as stream:
        await anext(stream)
        assert server.open_connections == 1
    async with asyncio.timeout(0.1):
        await server.left.wait()
    assert server.open_connections == 0


async def test_closes_the_upstream_when_cancelled(provider: Provider, server: ModelServer) -> None:
    server.fault = "endless"
    task = asyncio.ensure_future(events_of(provider, ask("hi")))
    await server.has_received(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(0.1):
        await server.left.wait()
    assert server.open_connections == 0


async def test_keeps_its_connection_between_answers(provider: Provider, server: ModelServer) -> None:
    for _ in range(3):
        await events_of(provider, ask("[[say ok]]"))
    assert server.connections == 1


async def test_takes_a_usual_mix_of_turns(provider: Provider, server: ModelServer, kind: str) -> None:
    turns = (
        Turn("assistant", "Hello!"),
        Turn("user", "a"),
        Turn("user", "b"),
        Turn("assistant", ""),
        Turn("user", "[[say ok]]"),
    )
    assert text_of(await events_of(provider, ChatRequest("scripted", turns))) == "ok"
    if kind == "anthropic":
        roles = [message["role"] for message in server.received[0].json["messages"]]
        assert roles == ["user", "assistant", "user"]


# What only OpenAI's many relatives do


@pytest_asyncio.fixture
async def relative(settings: Settings) -> AsyncIterator[Callable[[list[object]], Provider]]:
    """Opens a provider onto a server that streams just these chunks."""
    from project.testing.wire import Received, Wire, WireServer

    chunks: list[object] = []

    async def handle(request: Received, wire: Wire) -> None:
        await wire.head(content_type="text/event-stream")
        for chunk in chunks:
            await wire.chunk(f"data: {chunk if isinstance(chunk, str) else json.dumps(chunk)}\n\n".encode())
        await wire.end()

    async with WireServer(handle) as running:
        settings.OUTBOUND_ALLOWED_HOSTS = [running.address]

        def opened(wanted: list[object]) -> Provider:
            chunks[:] = wanted
            return open_provider("openai_compatible", base_url=running.url)

        yield opened
        await close_pools()


def chunk(delta: dict, reason: str | None = None) -> dict:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def call(index: object = None, id: str | None = None, name: str | None = None, arguments: str | None = None) -> dict:
    made: dict = {"function": {"name": name, "arguments": arguments}}
    if index is not None:
        made["index"] = index
    if id is not None:
        made["id"] = id
    return chunk({"tool_calls": [made]})


def tool_chunks() -> Iterator[tuple[str, list[object], list[tuple[str, str]]]]:
    yield "name repeated", [call(0, "a", "f", '{"x"'), call(0, "a", "f", ":1}")], [("f", '{"x":1}')]
    yield "no index", [call(None, "a", "f", "{}"), call(None, "b", "g", "{}")], [("f", "{}"), ("g", "{}")]
    yield "one index for two calls", [call(0, "a", "f", "{}"), call(0, "b", "g", "{}")], [("f", "{}"), ("g", "{}")]
    yield "id after the name", [call(0, None, "f", "{"), call(0, "late", None, "}")], [("f", "{}")]
    yield "no id", [call(0, None, "f", "{}")], [("f", "{}")]
    yield "no arguments", [call(0, "a", "f", None)], [("f", "{}")]
    yield "interleaved", [
        call(0, "a", "f", "{"), call(1, "b", "g", "["), call(0, None, None, "}"), call(1, None, None, "]"),
    ], [("f", "{}"), ("g", "[]")]  # fmt: skip


@pytest.mark.parametrize(("name", "chunks", "expected"), [pytest.param(*case, id=case[0]) for case in tool_chunks()])
async def test_puts_tool_calls_together(
    relative: Callable[[list[object]], Provider], name: str, chunks: list[object], expected: list[tuple[str, str]]
) -> None:
    events = await events_of(relative([*chunks, chunk({}, "tool_calls"), "[DONE]"]), ask("hi"))
    assert [(c.name, c.arguments) for c in of(ToolCall, events)] == expected
    assert all(c.id for c in of(ToolCall, events))
    joined = ["".join(d.arguments for d in of(ToolCallDelta, events) if d.index == i) for i in range(len(expected))]
    assert [text or "{}" for text in joined] == [arguments for _, arguments in expected]


async def test_takes_either_proof_of_the_end(relative: Callable[[list[object]], Provider]) -> None:
    assert (await events_of(relative([chunk({"content": "a"}), "[DONE]"]), ask("hi")))[-1] == Finished("stop")
    assert (await events_of(relative([chunk({"content": "a"}, "length")]), ask("hi")))[-1] == Finished("length")
    odd = await events_of(relative([call(0, "a", "f", "{}"), chunk({}, "stop"), "[DONE]"]), ask("hi"))
    assert odd[-1] == Finished("tool_calls")


async def test_keeps_text_fit_to_be_stored(relative: Callable[[list[object]], Provider]) -> None:
    chunks = ['{"choices":[{"index":0,"delta":{"content":"a\\u0000b\\ud83d\\ude00c\\ud83d"},"finish_reason":"stop"}]}']
    text = text_of(await events_of(relative([*chunks, "[DONE]"]), ask("hi")))
    assert text == "a\ufffdb😀c\ufffd"
    text.encode()


async def test_waits_no_longer_than_needed_for_a_server_that_forgets_to_close(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.providers.openai_compatible.AFTERMATH_SECONDS", 0.05)
    async with OpenAIServer(sends_done=False, closes=False) as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.address]
        provider = open_provider("openai_compatible", base_url=server.base_url)
        async with asyncio.timeout(2):
            events = await events_of(provider, ask("[[say ok]] [[usage 1 2]]"))
        assert events[-2:] == [Usage(1, 2), Finished("stop")]
        await close_pools()
