"""The official Anthropic and Ollama clients talk to a running site."""

import asyncio
import json

import anthropic
import httpx2
import ollama
import pytest

from accounts.models import User
from chat.models import UsageRecord
from project.testing.patience import eventually
from spirits.testing import make_minion

pytestmark = pytest.mark.slow

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = {"name": "weather", "input_schema": SCHEMA}
FUNCTION = {"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}


@pytest.fixture
def claude(live_site: str, key: str) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=live_site, api_key=key, max_retries=0, timeout=20)


@pytest.fixture
def llama(live_site: str, key: str) -> ollama.Client:
    return ollama.Client(host=f"{live_site}/ollama", headers={"Authorization": f"Bearer {key}"})


def say(words: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": words}]


def test_messages(claude: anthropic.Anthropic, person: User) -> None:
    whole = claude.messages.create(
        model="scripted", max_tokens=99, system="Be kind.", messages=say("[[reason Well.]] [[say Hello]] [[usage 5 6]]")
    )
    assert [(each.type) for each in whole.content] == ["thinking", "text"]
    assert (whole.content[1].text, whole.stop_reason) == ("Hello", "end_turn")
    assert (whole.usage.input_tokens, whole.usage.output_tokens) == (5, 6)
    record = eventually(lambda: UsageRecord.objects.filter(owner=person).first())
    assert (record.door, record.input_tokens, record.output_tokens) == ("anthropic", 5, 6)


def test_messages_stream_with_tools(claude: anthropic.Anthropic) -> None:
    ask = '[[say Let me look.]] [[call weather {"city": "Bonn"}]] [[call weather {"city": "Rome"}]]'
    with claude.messages.stream(model="scripted", max_tokens=99, messages=say(ask), tools=[WEATHER]) as stream:
        final = stream.get_final_message()
    assert final.content[0].text == "Let me look."
    assert [(each.name, each.input) for each in final.content[1:]] == [
        ("weather", {"city": "Bonn"}),
        ("weather", {"city": "Rome"}),
    ]
    assert final.stop_reason == "tool_use"


def test_a_tool_result_goes_back(claude: anthropic.Anthropic) -> None:
    messages: list[object] = [*say('[[call weather {"city": "Bonn"}]] [[then]] [[say Sunny.]]')]
    first = claude.messages.create(model="scripted", max_tokens=99, messages=messages, tools=[WEATHER])
    result = {"type": "tool_result", "tool_use_id": first.content[0].id, "content": "sun"}
    messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    second = claude.messages.create(model="scripted", max_tokens=99, messages=messages, tools=[WEATHER])
    assert second.content[0].text == "Sunny."


@pytest.mark.parametrize(
    ("directive", "error"),
    [
        ("[[error 404]]", anthropic.NotFoundError),
        ("[[error 413]]", anthropic.BadRequestError),
        ("[[error 500]]", anthropic.InternalServerError),
        ("[[error 429 1]]", anthropic.InternalServerError),
    ],
)
def test_messages_refused(claude: anthropic.Anthropic, directive: str, error: type[anthropic.APIStatusError]) -> None:
    with pytest.raises(error) as refused:
        claude.messages.create(model="scripted", max_tokens=9, messages=say(directive))
    assert refused.value.body["type"] == "error"


def test_messages_fail_midway(claude: anthropic.Anthropic) -> None:
    with (
        pytest.raises(anthropic.APIStatusError),
        claude.messages.stream(model="scripted", max_tokens=9, messages=say("[[say Start]] [[fault cut]]")) as stream,
    ):
        stream.get_final_message()


def test_messages_need_a_key(live_site: str) -> None:
    stranger = anthropic.Anthropic(base_url=live_site, api_key="dmn_wrong", max_retries=0)
    with pytest.raises(anthropic.AuthenticationError):
        stranger.messages.create(model="scripted", max_tokens=9, messages=say("x"))


async def test_an_async_program_of_anthropics(live_site: str, key: str) -> None:
    async with anthropic.AsyncAnthropic(base_url=live_site, api_key=key, max_retries=0) as claude:
        asked = {"model": "scripted", "max_tokens": 99}
        async with claude.messages.stream(**asked, messages=say("[[say Hello to you]]")) as stream:
            assert "".join([each async for each in stream.text_stream]) == "Hello to you"
        answers = await asyncio.gather(
            *(claude.messages.create(**asked, messages=say(f"[[say {each}]]")) for each in "ab")
        )
        assert [each.content[0].text for each in answers] == ["a", "b"]
        with pytest.raises(anthropic.NotFoundError):
            await claude.messages.create(model="unheard-of", max_tokens=9, messages=say("x"))


def test_both_results_of_parallel_tools_go_back(claude: anthropic.Anthropic) -> None:
    ask = '[[call weather {"city": "Bonn"}]] [[call weather {"city": "Rome"}]] [[then]] [[say Both sunny.]]'
    first = claude.messages.create(model="scripted", max_tokens=99, messages=say(ask), tools=[WEATHER])
    results = [{"type": "tool_result", "tool_use_id": each.id, "content": "sun"} for each in first.content]
    messages: list[object] = [
        *say(ask),
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": results},
    ]
    second = claude.messages.create(model="scripted", max_tokens=99, messages=messages, tools=[WEATHER])
    assert (len(results), second.content[0].text) == (2, "Both sunny.")


async def test_an_async_program_of_ollamas(live_site: str, key: str) -> None:
    llama = ollama.AsyncClient(host=f"{live_site}/ollama", headers={"Authorization": f"Bearer {key}"})
    pieces = [each async for each in await llama.chat("scripted", say("[[say Hello to you]]"), stream=True)]
    assert "".join(each.message.content or "" for each in pieces) == "Hello to you"
    written = [each async for each in await llama.generate("scripted", "[[say Once upon]]", stream=True)]
    assert ("".join(each.response for each in written), written[-1].done) == ("Once upon", True)
    assert len((await llama.embed("scripted/embed", "red")).embeddings) == 1
    with pytest.raises(ollama.ResponseError):
        await llama.chat("unheard-of", say("x"))


def test_ollama_answers_in_a_shape_and_hears_of_its_tools(llama: ollama.Client) -> None:
    shaped = llama.chat("scripted", say('[[say {"city": "Bonn"}]]'), format=SCHEMA)
    assert json.loads(shaped.message.content or "") == {"city": "Bonn"}
    messages: list[object] = [
        *say('[[call weather {"city": "Bonn"}]] [[call weather {"city": "Rome"}]] [[then]] [[say Both sunny.]]')
    ]
    called = llama.chat("scripted", messages, tools=[FUNCTION]).message
    assert [each.function.arguments for each in called.tool_calls or []] == [{"city": "Bonn"}, {"city": "Rome"}]
    messages += [called, *[{"role": "tool", "tool_name": "weather", "content": "sun"}] * 2]
    assert llama.chat("scripted", messages, tools=[FUNCTION]).message.content == "Both sunny."


def test_ollama_chat(llama: ollama.Client, person: User) -> None:
    pieces = list(llama.chat("scripted", say("[[say Hello to you]] [[usage 5 6]]"), stream=True))
    assert "".join(each.message.content or "" for each in pieces) == "Hello to you"
    assert (pieces[-1].done, pieces[-1].prompt_eval_count, pieces[-1].eval_count) == (True, 5, 6)
    called = llama.chat("scripted", say('[[call weather {"city": "Bonn"}]]'), tools=[FUNCTION]).message.tool_calls
    assert [(each.function.name, each.function.arguments) for each in called or []] == [("weather", {"city": "Bonn"})]
    assert llama.generate("scripted", "[[say Once]]").response == "Once"
    record = eventually(lambda: UsageRecord.objects.filter(owner=person, input_tokens=5).first())
    assert record.door == "ollama"


def test_ollama_catalogue(llama: ollama.Client, person: User) -> None:
    minion = make_minion(person, name="Helper")
    assert {"scripted/scripted", f"minion/{minion.pk}"} <= {each.model for each in llama.list().models}
    assert "tools" in (llama.show("scripted/scripted").capabilities or [])
    assert [len(each) for each in llama.embed("scripted/embed", ["red apple", "blue sea"]).embeddings] == [64, 64]
    assert llama.chat("helper:latest", say("[[say Yes]]")).message.content == "Yes"


def test_ollama_refused(llama: ollama.Client, live_site: str) -> None:
    for call, status in (
        (lambda: llama.chat("unheard-of", say("x")), 404),
        (lambda: llama.chat("scripted", say("[[error 500]]")), 502),
        (lambda: llama.embed("scripted", "x"), 400),
    ):
        with pytest.raises(ollama.ResponseError) as refused:
            call()
        assert refused.value.status_code == status
    assert httpx2.get(f"{live_site}/ollama/api/tags").status_code == 401


def test_ollama_fails_midway(llama: ollama.Client) -> None:
    with pytest.raises(ollama.ResponseError, match="broke off"):
        list(llama.chat("scripted", say("[[say Start]] [[fault cut]]"), stream=True))
