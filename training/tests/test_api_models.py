"""The endpoints of language models."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.testing import client_of
from project.lib.ids import uuid7
from training.testing import make_model, make_provider

API = "/api/v1/models"


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def test_a_model_is_listed_and_read(page: Client) -> None:
    model = make_model(
        make_provider(name="Box", is_healthy=True),
        "llama3:8b",
        context_length=8192,
        can_use_tools=True,
        display_name="Llama",
    )
    (row,) = page.get(API).json()["results"]
    assert row == {
        "id": str(model.pk),
        "name": "llama3:8b",
        "display_name": "Llama",
        "provider": {"id": str(model.provider_id), "name": "Box", "kind": "openai_compatible", "is_healthy": True},
        "capabilities": ["chat", "tools"],
        "context_length": 8192,
        "max_output_tokens": None,
        "family": "",
        "parameter_size": "",
        "input_points_per_million": 0,
        "output_points_per_million": 0,
        "price_currency": "",
        "input_price": "0.0000",
        "output_price": "0.0000",
        "tags": [],
        "is_default": False,
        "seen_at": None,
    }
    for address in (f"{API}/llama3:8b", f"{API}/llama3:8b/", f"{API}/{model.pk}", f"{API}/box/llama3:8b"):
        read = page.get(address)
        assert (read.status_code, read.json()) == (200, row)
        assert read["ETag"]
    assert page.get(f"{API}/llama3:8b", headers={"If-None-Match": read["ETag"]}).status_code == 304


def test_a_name_may_hold_slashes(page: Client) -> None:
    make_model(name="meta-llama/Llama-3.1-8B/instruct")
    assert page.get(f"{API}/meta-llama/Llama-3.1-8B/instruct").json()["name"] == "meta-llama/Llama-3.1-8B/instruct"


def test_ones_own_model_comes_first_where_several_have_the_name(page: Client, alice: User, bob: User) -> None:
    make_model(make_provider(name="Everyone's"))
    make_model(make_provider(bob, name="Bob's"))
    own = make_model(make_provider(alice, name="Mine"))
    assert page.get(f"{API}/small").json()["id"] == str(own.pk)
    assert page.get(f"{API}/everyone's/small").json()["provider"]["name"] == "Everyone's"
    assert page.get(f"{API}/bob's/small").status_code == 404


def test_shows_what_a_person_may_use_and_nothing_else(page: Client, alice: User, bob: User, staff: User) -> None:
    provider = make_provider()
    make_model(provider, "shared")
    make_model(make_provider(alice), "alices")
    make_model(make_provider(bob), "bobs")
    hidden = [
        make_model(provider, "off", is_active=False),
        make_model(provider, "gone", is_listed=False),
        make_model(make_provider(is_active=False), "of-inactive-provider"),
        make_model(provider, "for-staff", visibility="staff"),
    ]
    assert names(page.get(API)) == ["alices", "shared"]
    for model in [*hidden, *bob.providers.get().language_models.all()]:
        for key in (model.pk, model.name):
            answer = page.get(f"{API}/{key}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")
    assert names(client_of(staff).get(API)) == ["for-staff", "shared"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?capability=tools", ["a"]),
        ("?capability=embeddings", ["b"]),
        ("?q=B", ["b"]),
        ("?limit=1", ["a"]),
    ],
)
def test_filters(page: Client, query: str, expected: list[str]) -> None:
    provider = make_provider()
    make_model(provider, "a", can_use_tools=True)
    make_model(provider, "b", can_chat=False, can_embed=True)
    assert names(page.get(API + query)) == expected
    assert names(page.get(f"{API}?provider={provider.pk}")) == ["a", "b"]
    assert names(page.get(f"{API}?provider={uuid7()}")) == []


@pytest.mark.parametrize(("query", "field"), [("?capability=flying", "capability"), ("?provider=x", "provider"), ("?color=red", "color"),
                                              ("?limit=0", "limit"), ("?cursor=x", "cursor"), ("?q=%00", "q")])  # fmt: skip
def test_refuses_unknown_filters(page: Client, query: str, field: str) -> None:
    answer = page.get(API + query)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])


def test_pages_through_all(page: Client) -> None:
    provider = make_provider()
    for number in range(7):
        make_model(provider, f"m{number}")
    seen, address = [], f"{API}?limit=3"
    while address:
        answer = page.get(address).json()
        seen += [row["name"] for row in answer["results"]]
        address = answer["next"]
    assert seen == [f"m{number}" for number in range(7)]


def test_lists_in_one_query_whatever_the_number(alice: User) -> None:
    provider = make_provider(base_url="http://192.0.2.1:9")  # a dead host costs nothing
    for number in range(60):
        make_model(provider, f"m{number:02}")
    page = client_of(alice)
    with CaptureQueriesContext(connection) as queries:
        assert len(names(page.get(API))) == 50
    assert len([query for query in queries if "training_" in query["sql"]]) == 1


def test_asks_for_a_sign_in(client: Client, db: None) -> None:
    for path in (API, f"{API}/x", f"{API}/health"):
        assert client.get(path).json()["error"]["code"] == "not_authenticated"


@pytest.mark.parametrize(
    "name", ["nothing", "a/b/c", "%F0%9F%98%80", "01a1fc64-1c9f-75f9-8ebd-9081be498905", "x" * 500, "%00", "..%2F.."]
)
def test_answers_an_unknown_name_in_the_one_shape(page: Client, name: str) -> None:
    answer = page.get(f"{API}/{name}")
    assert answer.status_code in (400, 404)
    assert set(answer.json()["error"]) == {"code", "message", "fields", "request_id"}


def test_tells_how_the_providers_are(page: Client, alice: User, bob: User) -> None:
    answer = page.get(f"{API}/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "down", "providers": []})
    good = make_model(make_provider(name="Good", is_healthy=True, latency_ms=12)).provider
    assert page.get(f"{API}/health").json()["status"] == "ok"
    make_model(make_provider(bob, name="Bob's", is_healthy=False))
    make_provider(alice, name="Bad", is_healthy=False, problem="No answer.", problem_code="provider_unreachable")
    answer = page.get(f"{API}/health/").json()
    assert answer["status"] == "degraded"
    assert [(row["name"], row["is_healthy"], row["code"], row["model_count"]) for row in answer["providers"]] == [
        ("Bad", False, "provider_unreachable", 0),
        ("Good", True, "", 1),
    ]
    assert answer["providers"][1]["latency_ms"] == good.latency_ms
    assert "base_url" not in answer["providers"][0]
