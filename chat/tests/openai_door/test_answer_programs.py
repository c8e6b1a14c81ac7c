"""The official OpenAI client talks to minions and models of a running site."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx2
import openai
import pytest

from accounts.models import User
from accounts.testing import make_api_key_of
from chat.models import UsageRecord
from chat.tests.openai_door.asking import CLOCK, WEATHER, Place, record_of, say
from project.lib.clock import now
from project.testing.patience import eventually
from spirits.models import ToolCall
from spirits.services.save_minion import save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool

pytestmark = pytest.mark.slow


def test_chat(client: openai.OpenAI, person: User) -> None:
    answer = client.chat.completions.create(model="scripted", messages=say("[[say Hello there]] [[usage 7 3]]"))
    assert answer.choices[0].message.content == "Hello there"
    assert answer.choices[0].finish_reason == "stop"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (7, 3, 10)
    record = record_of(person)
    assert (record.input_tokens, record.output_tokens, record.state, record.door) == (7, 3, "completed", "openai")
    assert record.api_key is not None
    assert record.first_token_ms is not None
    assert not record.is_estimated


def test_stream_has_the_shape_to_the_letter(live_site: str, key: str) -> None:
    body = {"model": "scripted", "stream": True, "messages": say("[[say One two]] [[usage 4 2]]"), "made_up": {"x": 1}}
    headers = {"Authorization": f"Bearer {key}"}
    answer = httpx2.post(f"{live_site}/api/v1/openai/chat/completions", json=body, headers=headers)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["x-request-id"]
    blocks = answer.text.split("\n\n")
    assert blocks[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(each.removeprefix("data: ")) for each in blocks[:-2]]
    assert {each["object"] for each in chunks} == {"chat.completion.chunk"}
    assert len({each["id"] for each in chunks}) == 1
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert all("usage" not in each for each in chunks)
    assert [each["choices"][0]["finish_reason"] for each in chunks[-2:]] == [None, "stop"]
    body["stream_options"] = {"include_usage": True}
    answer = httpx2.post(f"{live_site}/v1/chat/completions", json=body, headers=headers)
    chunks = [json.loads(each.removeprefix("data: ")) for each in answer.text.split("\n\n")[:-2]]
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] == 6
    assert all(each["usage"] is None for each in chunks[:-1])


def test_stream_helper_and_parallel_tools(client: openai.OpenAI) -> None:
    ask = say('[[call weather {"city": "Bonn"}]] [[call clock]]')
    with client.chat.completions.stream(model="scripted", messages=ask, tools=[WEATHER, CLOCK]) as stream:
        final = stream.get_final_completion()
    calls = final.choices[0].message.tool_calls or []
    assert [(each.function.name, json.loads(each.function.arguments)) for each in calls] == [
        ("weather", {"city": "Bonn"}),
        ("clock", {}),
    ]
    assert final.choices[0].finish_reason == "tool_calls"


def test_a_tool_is_called_and_its_result_is_answered(client: openai.OpenAI) -> None:
    messages: list[Any] = say('[[call weather {"city": "Bonn"}]] [[then]] [[say It is sunny.]]')
    first = client.chat.completions.create(model="scripted", messages=messages, tools=[WEATHER]).choices[0].message
    assert first.content is None
    messages += [first, {"role": "tool", "tool_call_id": first.tool_calls[0].id, "content": "sun"}]
    second = client.chat.completions.create(model="scripted", messages=messages, tools=[WEATHER])
    assert second.choices[0].message.content == "It is sunny."


def test_structured_output(client: openai.OpenAI) -> None:
    ask = say('[[say {"city": "Bonn", "country": "Germany"}]]')
    found = client.chat.completions.parse(model="scripted", messages=ask, response_format=Place)
    assert found.choices[0].message.parsed == Place(city="Bonn", country="Germany")


def test_completions(client: openai.OpenAI) -> None:
    whole = client.completions.create(model="scripted", prompt="[[say Once upon]]")
    assert (whole.object, whole.choices[0].text) == ("text_completion", "Once upon")
    pieces = list(client.completions.create(model="scripted", prompt="[[say Once upon]]", stream=True))
    assert "".join(each.choices[0].text for each in pieces) == "Once upon"


def test_embeddings(client: openai.OpenAI, person: User) -> None:
    found = client.embeddings.create(model="scripted/embed", input=["red apple", "blue sea"])
    plain = client.embeddings.create(model="scripted/embed", input="red apple", encoding_format="float")
    assert [len(each.embedding) for each in found.data] == [64, 64]
    assert found.data[0].embedding == pytest.approx(plain.data[0].embedding, abs=1e-6)
    short = client.embeddings.create(model="scripted/embed", input="red apple", dimensions=8).data[0].embedding
    assert len(short) == 8
    assert record_of(person).kind == "embeddings"


def test_several_choices(client: openai.OpenAI, person: User) -> None:
    ask = say("[[words 3]] [[usage 4 3]]")
    whole = client.chat.completions.create(model="scripted", messages=ask, n=3, seed=1)
    assert [(each.index, each.finish_reason) for each in whole.choices] == [(0, "stop"), (1, "stop"), (2, "stop")]
    assert len({each.message.content for each in whole.choices}) == 3
    assert (whole.usage.prompt_tokens, whole.usage.completion_tokens) == (12, 9)
    eventually(lambda: UsageRecord.objects.filter(owner=person).count() == 3)
    with client.chat.completions.stream(model="scripted", messages=ask, n=2, seed=1) as stream:
        final = stream.get_final_completion()
    assert [each.message.content for each in final.choices] == [each.message.content for each in whole.choices[:2]]
    tools = client.chat.completions.create(model="scripted", messages=say("[[call clock]]"), tools=[CLOCK], n=2)
    assert [each.message.tool_calls[0].function.name for each in tools.choices] == ["clock", "clock"]
    pieces = client.completions.create(model="scripted", prompt="[[words 2]]", n=2, seed=1, stream=True)
    assert {each.choices[0].index for each in pieces} == {0, 1}


def test_one_choice_that_fails_fails_them_all(client: openai.OpenAI, person: User) -> None:
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model="scripted", messages=say("[[error 500]]"), n=3)
    eventually(lambda: UsageRecord.objects.filter(owner=person, state="failed").exists())
    assert UsageRecord.objects.filter(owner=person, points__gt=0).count() == 0


def test_token_ids_go_to_servers_that_read_them(live_site: str, client: openai.OpenAI, person: User) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.embeddings.create(model="scripted/embed", input=[1, 2])
    assert (refused.value.code, refused.value.param) == ("unsupported_parameter", "input")
    with pytest.raises(openai.BadRequestError) as mixed:
        client.embeddings.create(model="scripted/embed", input=[1, "x"])
    assert mixed.value.code == "invalid_value"


async def test_async_client(live_site: str, key: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{live_site}/v1", api_key=key, max_retries=0) as client:
        stream = await client.chat.completions.create(model="scripted", messages=say("[[say A b c]]"), stream=True)
        words = [each.choices[0].delta.content or "" async for each in stream]
    assert "".join(words) == "A b c"


async def test_an_async_program(live_site: str, key: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{live_site}/v1", api_key=key, max_retries=0) as client:
        ask = say('[[call weather {"city": "Bonn"}]] [[call clock]]')
        async with client.chat.completions.stream(model="scripted", messages=ask, tools=[WEATHER, CLOCK]) as stream:
            kinds = {each.type async for each in stream}
            calls = (await stream.get_final_completion()).choices[0].message.tool_calls or []
        assert "tool_calls.function.arguments.done" in kinds
        assert [each.function.name for each in calls] == ["weather", "clock"]
        parsed = await client.chat.completions.parse(
            model="scripted", messages=say('[[say {"city": "Bonn", "country": "Germany"}]]'), response_format=Place
        )
        assert parsed.choices[0].message.parsed == Place(city="Bonn", country="Germany")
        answers = await asyncio.gather(
            *(client.chat.completions.create(model="scripted", messages=say(f"[[say {each}]]")) for each in "abc")
        )
        assert [each.choices[0].message.content for each in answers] == ["a", "b", "c"]
        vectors = await client.embeddings.create(model="scripted/embed", input=["red", "blue"])
        assert len(vectors.data) == 2
        async with client.responses.stream(model="scripted", input="[[say Good day]]") as following:
            assert (await following.get_final_response()).output_text == "Good day"
        assert "scripted/scripted" in [each.id async for each in client.models.list()]
        with pytest.raises(openai.NotFoundError):
            await client.responses.create(model="unheard-of", input="x")
        with pytest.raises(openai.APIError) as failed:
            async for _ in await client.chat.completions.create(
                model="scripted", messages=say("[[say The start]] [[fault cut]]"), stream=True
            ):
                pass
        assert failed.value.code == "stream_cut_short"


def test_models_and_their_names(client: openai.OpenAI, person: User) -> None:
    minion = make_minion(person, name="My Helper")
    listed = [each.id for each in client.models.list()]
    assert {f"minion/{minion.pk}", "scripted/scripted", "scripted/scripted/embed"} <= set(listed)
    assert client.models.retrieve("scripted/scripted/embed").id == "scripted/scripted/embed"
    assert client.models.retrieve(f"minion/{minion.pk}").owned_by == "you"
    for name in ("scripted", "scripted/scripted", f"minion/{minion.pk}", "my-helper", "minion/my-helper"):
        answer = client.chat.completions.create(model=name, messages=say("[[say Yes]]"))
        assert (answer.model, answer.choices[0].message.content) == (name, "Yes")


def test_a_minion_brings_its_instructions_and_runs_its_own_tools(client: openai.OpenAI, person: User) -> None:
    minion = make_minion(person, name="Keeper", instructions="You keep facts.")
    ask = say('[[call memory.remember {"text": "I live in Bonn."}]] [[then]] [[say Kept.]]')
    answer = client.chat.completions.create(model=f"minion/{minion.pk}", messages=ask)
    assert answer.choices[0].message.content == "Kept."
    assert answer.choices[0].message.tool_calls is None
    assert [each.text for each in person.memories.all()] == ["I live in Bonn."]
    assert record_of(person).minion_id == minion.pk
    raw = client.chat.completions.create(model="scripted", messages=ask, tools=[WEATHER])
    assert raw.choices[0].message.tool_calls[0].function.name == "memory.remember"


def test_a_page_may_read_answers_by_a_key_that_names_its_origin(live_site: str, person: User) -> None:
    _, key = make_api_key_of(person, origins=["https://page.example"])
    found = [
        httpx2.get(f"{live_site}/v1/models", headers={"Authorization": f"Bearer {key}", "Origin": origin})
        for origin in ("https://page.example", "https://other.example")
    ]
    assert [each.headers.get("access-control-allow-origin") for each in found] == ["https://page.example", None]
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    assert httpx2.options(f"{live_site}/v1/chat/completions", headers=asked).status_code == 204


def test_a_client_that_leaves_ends_its_call_over_a_real_connection(live_site: str, key: str, person: User) -> None:
    body = {"model": "scripted", "stream": True, "messages": say("[[say The start]] [[fault hang]]")}
    headers = {"Authorization": f"Bearer {key}"}
    with httpx2.stream("POST", f"{live_site}/v1/chat/completions", json=body, headers=headers, timeout=10) as stream:
        for line in stream.iter_lines():
            if "start" in line:
                break
        left = now()
    record = record_of(person)
    ended = record.at + timedelta(milliseconds=record.total_ms)
    assert record.state == "stopped"
    assert (ended - left).total_seconds() < 0.5


def test_a_tool_that_is_off_is_neither_offered_to_a_minions_model_nor_called(
    client: openai.OpenAI, person: User
) -> None:
    name = "calculator_engine"
    spirit = make_spirit("tinker", tools=[make_tool(name)])
    make_free_plan(spirits=[spirit])
    minion = make_minion(person, name="Reckoner", spirits=[spirit])
    script = f'[[tools]] [[call {name} {{"expression": "6 * 7"}}]]'
    ask = {"model": f"minion/{minion.pk}", "messages": say(script)}
    save_minion(user=person, minion_id=minion.pk, tools_off=[name])
    for stream in (False, True):
        words, calls = _heard(client.chat.completions.create(**ask, stream=stream))
        assert (name in words, "memory.remember" in words) == (False, True)
        assert calls == [name]  # the model named what nobody offered; nothing was done here
    assert not ToolCall.objects.exists()
    save_minion(user=person, minion_id=minion.pk, tools_off=[])
    words, calls = _heard(client.chat.completions.create(**ask, stream=True))
    assert (name in words, "6 * 7 = 42" in words, calls) == (True, True, [])
    assert [(each.door, each.state, each.minion_id) for each in ToolCall.objects.all()] == [
        ("chat", "succeeded", minion.pk)
    ]
    save_minion(user=person, minion_id=minion.pk, tools_asked_first=[name])
    words, calls = _heard(client.chat.completions.create(**ask, stream=True))
    assert (name in words, "the person has to allow it first" in words, calls) == (True, True, [])
    assert ToolCall.objects.filter(state="waiting", approval__is_each_time=True).count() == 1


def _heard(answer: Any) -> tuple[str, list[str]]:
    """What was said, and the names of the calls that came back."""
    if isinstance(answer, openai.types.chat.ChatCompletion):
        message = answer.choices[0].message
        return message.content or "", [each.function.name for each in message.tool_calls or []]  # type: ignore[union-attr]  # functions alone
    pieces = [choice.delta for chunk in answer for choice in chunk.choices]
    calls = [call.function.name for piece in pieces for call in piece.tool_calls or [] if call.function.name]
    return "".join(piece.content or "" for piece in pieces), calls
