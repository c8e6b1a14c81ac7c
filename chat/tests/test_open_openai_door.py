"""The official OpenAI client talks to minions and models of a running site."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import openai
import pytest
from pydantic import BaseModel

from accounts.models import User
from accounts.testing import client_of, make_api_key_of, make_user, token_of
from chat.models import StoredResponse, UsageRecord
from chat.queries.stored_responses import items_up_to
from chat.services.stored_responses import forget_expired_responses, store_response
from chat.testing import make_scripted_model
from project.lib.clock import now
from project.lib.ids import uuid7
from project.testing.patience import eventually
from spirits.models import ToolCall
from spirits.services.save_minion import save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool

pytestmark = pytest.mark.slow

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
CLOCK = {"type": "function", "function": {"name": "clock", "parameters": {"type": "object", "properties": {}}}}


class Place(BaseModel):
    city: str
    country: str


@pytest.fixture
def person(live_site: str) -> User:
    make_scripted_model()
    make_scripted_model("scripted/hang", is_default=False)
    make_scripted_model("scripted/embed", is_default=False, can_chat=False, can_embed=True)
    return make_user("alice@example.org")


@pytest.fixture
def key(person: User) -> str:
    return make_api_key_of(person)[1]


@pytest.fixture
def client(live_site: str, key: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{live_site}/v1", api_key=key, max_retries=0, timeout=20)


def say(words: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": words}]


def record_of(person: User) -> UsageRecord:
    return eventually(lambda: UsageRecord.objects.filter(owner=person).first())


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


def test_responses(client: openai.OpenAI) -> None:
    whole = client.responses.create(model="scripted", input="[[say Good day]] [[usage 5 2]]", instructions="Be kind.")
    assert (whole.output_text, whole.status, whole.usage.total_tokens) == ("Good day", "completed", 7)
    with client.responses.stream(model="scripted", input="[[say Good day]]") as stream:
        kinds = [each.type for each in stream]
        final = stream.get_final_response()
    assert final.output_text == "Good day"
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds[-1] == "response.completed"
    tool = {"type": "function", "name": "weather", "parameters": WEATHER["function"]["parameters"], "strict": False}
    with client.responses.stream(model="scripted", input='[[call weather {"city": "Bonn"}]]', tools=[tool]) as stream:
        called = stream.get_final_response().output
    assert [(each.type, each.name, json.loads(each.arguments)) for each in called] == [
        ("function_call", "weather", {"city": "Bonn"})
    ]
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model="scripted", input="x", background=True)
    assert (refused.value.code, refused.value.param) == ("unsupported_parameter", "background")


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


def test_a_response_is_gone_on_from(client: openai.OpenAI, person: User) -> None:
    first = client.responses.create(model="scripted", input="[[say It is 7.]] Seven")
    assert first.store is True
    second = client.responses.create(model="scripted", input="[[echo]] more", previous_response_id=first.id)
    assert second.previous_response_id == first.id
    with client.responses.stream(model="scripted", input="[[say Third]]", previous_response_id=second.id) as stream:
        third = stream.get_final_response()
    kept = StoredResponse.objects.get(pk=UUID(third.id.removeprefix("resp_")))
    said = [(each["role"], each["content"][0]["text"]) for each in items_up_to(kept)]
    assert said == [
        ("user", "[[say It is 7.]] Seven"),
        ("assistant", "It is 7."),
        ("user", "[[echo]] more"),
        ("assistant", "more"),
        ("user", "[[say Third]]"),
        ("assistant", "Third"),
    ]
    assert client.responses.retrieve(first.id).output_text == "It is 7."
    listed = client.responses.input_items.list(second.id)
    assert [each.content[0].text for each in listed.data] == ["[[echo]] more"]
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)
    with pytest.raises(openai.BadRequestError) as broken:
        client.responses.create(model="scripted", input="x", previous_response_id=third.id)
    assert (broken.value.code, broken.value.param) == ("previous_response_not_found", "previous_response_id")


def test_a_tool_of_a_stored_response_is_answered(client: openai.OpenAI) -> None:
    tool = {"type": "function", "name": "weather", "parameters": WEATHER["function"]["parameters"], "strict": False}
    ask = '[[call weather {"city": "Bonn"}]] [[then]] [[say Sunny.]]'
    first = client.responses.create(model="scripted", input=ask, tools=[tool])
    result = {"type": "function_call_output", "call_id": first.output[0].call_id, "output": "sun"}
    second = client.responses.create(model="scripted", input=[result], tools=[tool], previous_response_id=first.id)
    assert second.output_text == "Sunny."


def test_responses_belong_to_their_caller(client: openai.OpenAI, live_site: str) -> None:
    kept = client.responses.create(model="scripted", input="[[say Mine]]")
    unkept = client.responses.create(model="scripted", input="[[say Mine]]", store=False)
    assert unkept.store is False
    stranger = openai.OpenAI(base_url=f"{live_site}/v1", api_key=make_api_key_of(make_user())[1], max_retries=0)
    for call in (
        lambda: stranger.responses.retrieve(kept.id),
        lambda: stranger.responses.delete(kept.id),
        lambda: stranger.responses.input_items.list(kept.id),
        lambda: client.responses.retrieve(unkept.id),
        lambda: client.responses.retrieve("resp_nonsense"),
        lambda: client.responses.cancel("resp_nonsense"),
    ):
        with pytest.raises(openai.NotFoundError):
            call()
    with pytest.raises(openai.BadRequestError):
        stranger.responses.create(model="scripted", input="x", previous_response_id=kept.id)
    with pytest.raises(openai.BadRequestError):
        client.responses.cancel(kept.id)
    assert client.responses.retrieve(kept.id).output_text == "Mine"


def test_a_response_that_failed_is_not_kept(client: openai.OpenAI, person: User) -> None:
    with pytest.raises(openai.APIStatusError):
        client.responses.create(model="scripted", input="[[error 500]]")
    with (
        pytest.raises(openai.APIError),
        client.responses.stream(model="scripted", input="[[say Half]] [[fault cut]]") as stream,
    ):
        stream.until_done()
    assert StoredResponse.objects.filter(owner=person).count() == 0


def test_old_responses_are_forgotten(person: User) -> None:
    for days, name in ((31, "old"), (1, "young")):
        store_response(
            identity=uuid7(),
            user=person,
            previous=None,
            items=[],
            body={"output": [], "name": name},
            at=now() - timedelta(days=days),
        )
    assert forget_expired_responses(at=now()) == 1
    assert [each.body["name"] for each in StoredResponse.objects.all()] == ["young"]


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


def test_structured_output_streams_and_comes_as_a_response(client: openai.OpenAI) -> None:
    words = '[[say {"city": "Bonn", "country": "Germany"}]]'
    with client.chat.completions.stream(model="scripted", messages=say(words), response_format=Place) as stream:
        assert stream.get_final_completion().choices[0].message.parsed == Place(city="Bonn", country="Germany")
    parsed = client.responses.parse(model="scripted", input=words, text_format=Place)
    assert parsed.output_parsed == Place(city="Bonn", country="Germany")


def test_parallel_tools_of_a_response_are_answered(client: openai.OpenAI) -> None:
    tools: Any = [{"type": "function", **each["function"], "strict": False} for each in (WEATHER, CLOCK)]
    words = '[[call weather {"city": "Bonn"}]] [[call clock]] [[then]] [[say Sunny at noon.]]'
    first = client.responses.create(model="scripted", input=say(words), tools=tools, store=False)
    assert [each.name for each in first.output] == ["weather", "clock"]
    results = [{"type": "function_call_output", "call_id": each.call_id, "output": "known"} for each in first.output]
    given: Any = [*say(words), *[each.model_dump(exclude_none=True) for each in first.output], *results]
    second = client.responses.create(model="scripted", input=given, tools=tools, store=False)
    assert second.output_text == "Sunny at noon."


@pytest.mark.parametrize(
    ("directive", "code"), [("[[error 500]]", "provider_fault"), ("[[fault garbage]]", "provider_garbage")]
)
def test_other_endpoints_fail_in_the_same_shape(client: openai.OpenAI, directive: str, code: str) -> None:
    with pytest.raises(openai.InternalServerError) as response:
        client.responses.create(model="scripted", input=directive)
    with pytest.raises(openai.InternalServerError) as completion:
        client.completions.create(model="scripted", prompt=directive)
    assert {response.value.code, completion.value.code} == {code}
    with pytest.raises(openai.NotFoundError) as embedding:
        client.embeddings.create(model="unheard-of", input="x")
    assert embedding.value.code == "model_not_found"


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


def test_a_stranger_cannot_use_or_see_a_minion(live_site: str, person: User) -> None:
    minion = make_minion(person, name="Private")
    stranger = openai.OpenAI(base_url=f"{live_site}/v1", api_key=make_api_key_of(make_user())[1], max_retries=0)
    for call in (
        lambda: stranger.models.retrieve(f"minion/{minion.pk}"),
        lambda: stranger.chat.completions.create(model=f"minion/{minion.pk}", messages=say("hi")),
        lambda: stranger.chat.completions.create(model="private", messages=say("hi")),
    ):
        with pytest.raises(openai.NotFoundError) as refused:
            call()
        assert refused.value.code == "model_not_found"


def test_who_may_come_in(live_site: str, person: User) -> None:
    address = f"{live_site}/v1/chat/completions"
    body = {"model": "scripted", "messages": say("[[say Hi]]")}
    cookies = {name: morsel.value for name, morsel in client_of(person).cookies.items()}
    reader = make_api_key_of(person, "chat:read")[1]
    refused = [
        httpx2.post(address, json=body),
        httpx2.post(address, json=body, cookies=cookies),
        httpx2.post(address, json=body, headers={"Authorization": "Bearer dmn_wrong"}),
        httpx2.post(address, json=body, headers={"Authorization": f"Bearer {reader}"}),
    ]
    assert [(each.status_code, each.json()["error"]["code"]) for each in refused] == [
        (401, "invalid_api_key"),
        (401, "invalid_api_key"),
        (401, "invalid_api_key"),
        (403, "insufficient_permissions"),
    ]
    token = token_of("alice@example.org")["access_token"]
    assert httpx2.post(address, json=body, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    listed = httpx2.get(f"{live_site}/v1/models", headers={"Authorization": f"Bearer {reader}"})
    assert listed.status_code == 200


@pytest.mark.parametrize(
    ("body", "parameter", "code"),
    [
        ({"messages": [{"role": "user", "content": "x"}]}, "model", "invalid_value"),
        ({"model": "scripted"}, "messages", "invalid_value"),
        ({"model": "scripted", "messages": []}, "messages", "invalid_value"),
        ({"model": "scripted", "messages": [{"role": "boss", "content": "x"}]}, "messages[0].role", "invalid_value"),
        ({"model": "scripted", "messages": "x"}, "messages", "invalid_value"),
        ({"model": "scripted", "messages": [{"role": "user", "content": "x"}], "n": 17}, "n", "invalid_value"),
        ({"model": "scripted", "messages": [{"role": "user", "content": "x"}], "n": 0}, "n", "invalid_value"),
        ({"model": "scripted", "messages": [{"role": "user", "content": "x"}], "temperature": "hot"}, "temperature", "invalid_value"),
        ({"model": "scripted/embed", "messages": [{"role": "user", "content": "x"}]}, "model", "invalid_value"),
    ],
)  # fmt: skip
def test_bad_input_is_named(live_site: str, key: str, body: dict[str, Any], parameter: str, code: str) -> None:
    answer = httpx2.post(f"{live_site}/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {key}"})
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["param"], error["code"]) == (400, "invalid_request_error", parameter, code)  # fmt: skip
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b'"x"'])
def test_broken_json_is_refused(live_site: str, key: str, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    answer = httpx2.post(f"{live_site}/v1/chat/completions", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json")


def test_sizes_paths_and_methods(live_site: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    large = httpx2.post(f"{live_site}/v1/chat/completions", content=b"x" * 16_000_001, headers=headers)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "request_too_large")
    for method, path, status in (
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/chat/completions", 404),
        ("POST", "/v1/images/generations", 501),
        ("POST", "/v1/audio/speech", 501),
    ):
        answer = httpx2.request(method, f"{live_site}{path}", json={}, headers=headers)
        assert (answer.status_code, set(answer.json()["error"])) == (status, {"message", "type", "param", "code"})


@pytest.mark.parametrize(
    ("directive", "error", "code"),
    [
        ("[[error 404]]", openai.NotFoundError, "model_not_found"),
        ("[[error 413]]", openai.BadRequestError, "context_length_exceeded"),
        ("[[error 401]]", openai.InternalServerError, "provider_refused"),
        ("[[error 429 2]]", openai.InternalServerError, "provider_rate_limited"),
        ("[[error 500]]", openai.InternalServerError, "provider_fault"),
        ("[[fault garbage]]", openai.InternalServerError, "provider_garbage"),
        ("[[fault unreachable]]", openai.InternalServerError, "provider_unreachable"),
    ],
)
@pytest.mark.parametrize("is_stream", [False, True])
def test_failures_before_the_first_word_have_a_status(
    client: openai.OpenAI, person: User, directive: str, error: type[openai.APIStatusError], code: str, is_stream: bool
) -> None:
    with pytest.raises(error) as refused:
        client.chat.completions.create(model="scripted", messages=say(directive), stream=is_stream)
    assert refused.value.code == code
    record = record_of(person)
    assert (record.state, record.points, record.input_tokens) == ("failed", 0, 0)


def test_a_failure_midway_is_told_in_the_stream(client: openai.OpenAI, person: User) -> None:
    words: list[str] = []
    stream = client.chat.completions.create(
        model="scripted", messages=say("[[say The start]] [[fault cut]]"), stream=True
    )
    with pytest.raises(openai.APIError) as failed:
        words.extend(each.choices[0].delta.content or "" for each in stream)
    assert "".join(words).startswith("The start")
    assert failed.value.code == "stream_cut_short"
    record = record_of(person)
    assert (record.state, record.error_code, record.is_estimated) == ("incomplete", "stream_cut_short", True)


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
