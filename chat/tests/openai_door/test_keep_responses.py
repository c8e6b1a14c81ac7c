"""Responses through the official OpenAI client: kept, gone on from, and forgotten."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import openai
import pytest

from accounts.models import User
from accounts.testing import make_api_key_of, make_user
from chat.models import StoredResponse
from chat.queries.stored_responses import items_up_to
from chat.services.stored_responses import forget_expired_responses, store_response
from chat.tests.openai_door.asking import CLOCK, WEATHER, Place, say
from project.lib.clock import now
from project.lib.ids import uuid7

pytestmark = pytest.mark.slow


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
