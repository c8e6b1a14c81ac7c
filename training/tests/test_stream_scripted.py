"""The scripted provider does what it is told, the same way every time."""

import asyncio
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from training.providers import (
    ChatRequest,
    DeadlineExceeded,
    Finished,
    ModelNotFound,
    ProviderError,
    RateLimited,
    ReasoningDelta,
    RequestRejected,
    StreamCutShort,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Turn,
    Usage,
)
from training.providers.scripted import ScriptedProvider
from training.providers.scripted.provider import MODELS
from training.providers.scripted.script import VERBS


def ask(text: str, *, model: str = "scripted", **more: object) -> ChatRequest:
    return ChatRequest(model=model, messages=(Turn("user", text),), **more)


async def events_of(request: ChatRequest) -> list[StreamEvent]:
    return [event async for event in ScriptedProvider().chat_stream(request)]


def text_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_repeats_the_question_without_directives() -> None:
    events = await events_of(ask("How high is it?"))
    assert text_of(events) == "You said: How high is it?"
    assert events[-2:] == [Usage(input_tokens=4, output_tokens=6), Finished("stop")]
    assert len([event for event in events if isinstance(event, TextDelta)]) == 6


async def test_says_in_pieces_with_reasoning_usage_and_reason() -> None:
    events = await events_of(ask("[[reason Hm, well]] [[say One two]] [[say three]] [[usage 10 20]] [[finish length]]"))
    assert events == [
        ReasoningDelta("Hm, "),
        ReasoningDelta("well"),
        *[TextDelta(piece) for piece in ("One ", "two", " ", "three")],
        Usage(10, 20),
        Finished("length"),
    ]


async def test_calls_tools_in_parallel_then_reports_their_answers() -> None:
    text = 'Please [[call notes.add {"text": "a ]] b"}]] [[call clock]]'
    events = await events_of(ask(text))
    calls = [event for event in events if isinstance(event, ToolCall)]
    assert [(call.name, call.arguments) for call in calls] == [("notes.add", '{"text": "a ]] b"}'), ("clock", "{}")]
    assert "".join(e.arguments for e in events if isinstance(e, ToolCallDelta) and e.index == 0) == calls[0].arguments
    assert events[-1] == Finished("tool_calls")

    after = (
        Turn("user", text),
        Turn("assistant", "", tool_calls=tuple(calls)),
        Turn("tool", "noted", tool_call_id=calls[0].id, name="notes.add"),
        Turn("tool", "noon", tool_call_id=calls[1].id, name="clock"),
    )
    second = await events_of(ChatRequest(model="scripted", messages=after))
    assert text_of(second) == "notes.add answered: noted clock answered: noon"
    assert second[-1] == Finished("stop")


async def test_follows_the_rounds_of_its_script() -> None:
    text = "[[call a]] [[then]] [[call b]] [[then]] [[say done]]"
    messages = [Turn("user", text)]
    seen = []
    for _ in range(3):
        events = await events_of(ChatRequest(model="scripted", messages=tuple(messages)))
        calls = tuple(event for event in events if isinstance(event, ToolCall))
        seen.append(calls[0].name if calls else text_of(events))
        messages += [Turn("assistant", tool_calls=calls), *[Turn("tool", "ok", tool_call_id=c.id) for c in calls]]
    assert seen == ["a", "b", "done"]


async def test_gives_the_same_words_for_the_same_seed() -> None:
    one, same, other = [await events_of(ask("[[words 40]]", seed=seed)) for seed in (7, 7, 8)]
    assert one == same
    assert one != other
    assert len(text_of(one).split()) == 40


@pytest.mark.parametrize(
    ("directive", "code"),
    [
        ("[[error 401]]", "provider_refused"),
        ("[[error 404]]", "model_not_found"),
        ("[[error 413]]", "context_too_long"),
        ("[[error 422]]", "provider_rejected_request"),
        ("[[error 429 7]]", "provider_rate_limited"),
        ("[[error 503]]", "provider_fault"),
        ("[[fault unreachable]]", "provider_unreachable"),
        ("[[fault garbage]]", "provider_garbage"),
        ("[[fault cut]]", "stream_cut_short"),
        ("[[fault large]]", "stream_too_large"),
        ("[[fault deadline]]", "provider_deadline_exceeded"),
    ],
)
async def test_fails_as_told_after_what_came_before(directive: str, code: str) -> None:
    seen = []
    with pytest.raises(ProviderError) as caught:  # noqa: PT012 - what came before the error is seen
        async for event in ScriptedProvider().chat_stream(ask(f"[[say so far]] {directive} [[say never]]")):
            seen.append(event)  # noqa: PERF401 - a comprehension loses what came before the error
    assert caught.value.code == code
    assert text_of(seen) == "so far"


async def test_tells_how_long_to_wait() -> None:
    with pytest.raises(RateLimited) as caught:
        await events_of(ask("[[error 429 7]]"))
    assert caught.value.retry_after == 7
    assert caught.value.retry_may_help


@pytest.mark.parametrize("text", ["[[fault hang]]", "[[pause 60]]", "[[delay 60]] [[say a b]]"])
async def test_ends_a_wait_at_the_deadline(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        await events_of(ask(text, total_seconds=0.02))
    assert time.monotonic() - started < 20  # of 60 and more


async def test_meets_different_ends_by_seed() -> None:
    ends = set()
    for seed in range(60):
        try:
            ends.add(type((await events_of(ask("[[say x]] [[chaos]]", seed=seed)))[-1]).__name__)
        except ProviderError as error:
            ends.add(error.code)
    assert ends == {
        "Finished", "provider_refused", "model_not_found", "provider_rate_limited",
        "provider_fault", "provider_garbage", "stream_cut_short", "provider_unreachable",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "[[dance]]",
        "[[say unclosed",
        "[[call x {broken}]]",
        "[[call]]",
        "[[words many]]",
        "[[usage 3]]",
        "[[finish well]]",
    ],
)
async def test_refuses_a_directive_it_does_not_know(text: str) -> None:
    with pytest.raises(RequestRejected):
        await events_of(ask(text))


async def test_takes_directives_from_the_models_name() -> None:
    assert text_of(await events_of(ask("hello there", model="scripted/echo"))) == "hello there"
    assert text_of(await events_of(ask("x", model="[[say by name]]"))) == "by name"
    with pytest.raises(StreamCutShort):
        await events_of(ask("x", model="scripted/cut"))
    with pytest.raises(ModelNotFound):
        await events_of(ask("x", model="gpt-unknown"))


async def test_stops_when_closed() -> None:
    async with aclosing(ScriptedProvider(delay=0.001).chat_stream(ask("[[words 1000000]]"))) as stream:
        assert isinstance(await anext(stream), TextDelta)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_lets_other_streams_run_in_between() -> None:
    async def first_ten(name: str) -> list[str]:
        seen = []
        async with aclosing(ScriptedProvider().chat_stream(ask("[[words 1000]]"))) as stream:
            async for _ in stream:
                order.append(name)
                seen.append(name)
                if len(seen) == 10:
                    break
        return seen

    order: list[str] = []
    await asyncio.gather(first_ten("a"), first_ten("b"))
    assert order != ["a"] * 10 + ["b"] * 10


async def test_embeds_by_words() -> None:
    found = await ScriptedProvider().embed(["red apple", "apple red", "blue sea"], "scripted/embed")
    assert found.dimensions == 64
    assert found.vectors[0] == found.vectors[1]
    near = sum(a * b for a, b in zip(found.vectors[0], found.vectors[2], strict=True))
    assert near < 0.9
    with pytest.raises(ModelNotFound):
        await ScriptedProvider().embed(["x"], "scripted")


async def test_lists_its_models() -> None:
    names = [card.name for card in await ScriptedProvider().models()]
    assert names == [*MODELS, "scripted/embed"]
    assert (await ScriptedProvider().health()).is_healthy


def test_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scripted-provider.md").read_text()
    for verb, meaning in VERBS.items():
        assert f"| `[[{verb} …]]` | {meaning} |" in page
    for name, script in MODELS.items():
        assert f"| `{name}` | " + (f"`{script}` |" if script else "") in page
