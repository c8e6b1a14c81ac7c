"""What the door refuses, and how failures look to OpenAI's clients."""

from typing import Any

import httpx2
import openai
import pytest

from accounts.models import User
from accounts.testing import client_of, make_api_key_of, make_user, token_of
from chat.tests.openai_door.asking import record_of, say
from spirits.testing import make_minion

pytestmark = pytest.mark.slow


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
