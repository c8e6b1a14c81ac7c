"""``/api/v1/memories``: the stories, then strangers and rubbish."""

import json

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.models import Memory
from project.lib.ids import uuid7

pytestmark = pytest.mark.django_db
API = "/api/v1/memories"


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def send(client: Client, method: str, path: str, data: object = None, **headers: str):
    body = json.dumps({} if data is None else data)
    return getattr(client, method)(f"{API}{path}", body, content_type="application/json", headers=headers)


def keep(client: Client, text: str, **details: object) -> dict:
    answer = send(client, "post", "", {"text": text, **details})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_remember_read_correct_and_forget(page: Client) -> None:
    memory = keep(page, "My sister is called Ada", tags=["Family"], lifetime="P30D")
    assert (memory["kind"], memory["tags"], memory["source"]) == ("semantic", ["family"], "person")
    one = page.get(f"{API}/{memory['id']}")
    assert one.json() == memory
    changed = send(page, "patch", f"/{memory['id']}", {"text": "My sister is called Ida"}, **{"If-Match": one["ETag"]})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert send(page, "patch", f"/{memory['id']}", {"text": "x"}, **{"If-Match": one["ETag"]}).status_code == 412
    assert page.delete(f"{API}/{memory['id']}").status_code == 204
    assert page.get(f"{API}/{memory['id']}").status_code == 404
    history = page.get(f"{API}/{memory['id']}/history").json()
    assert [(each["cause"], each["text"]) for each in history] == [
        ("forgotten", ""),
        ("edited", ""),
        ("remembered", ""),
    ]


def test_the_list_pages_and_filters(page: Client) -> None:
    for number in range(3):
        keep(page, f"Fact {number}", is_pinned=number == 1)
    keep(page, "Always answer in French", kind="procedural")
    first = page.get(f"{API}?limit=3").json()
    assert [each["text"] for each in first["results"]] == ["Always answer in French", "Fact 2", "Fact 1"]
    assert [each["text"] for each in page.get(first["next"]).json()["results"]] == ["Fact 0"]
    assert [each["text"] for each in page.get(f"{API}?pinned=true").json()["results"]] == ["Fact 1"]
    assert page.get(f"{API}?kind=procedural").json()["results"][0]["kind"] == "procedural"


def test_search_explains_itself(page: Client) -> None:
    keep(page, "My sister is called Ada")
    keep(page, "I like tea")
    answer = page.get(f"{API}/search", {"q": "What is my sister called?", "explain": "true"}).json()
    assert (answer["engine"], answer["weights"]) == ("keywords", "2026-12-keywords")
    [best] = answer["results"]
    assert best["text"] == "My sister is called Ada"
    adds = sum(signal["adds"] for signal in best["signals"].values())
    assert adds == pytest.approx(best["score"], abs=1e-5)
    assert "signals" not in page.get(f"{API}/search", {"q": "sister"}).json()["results"][0]


def test_supersede_history_and_undo(page: Client) -> None:
    old = keep(page, "I live in Rome")
    new = send(page, "post", f"/{old['id']}/supersede", {"text": "I live in Oslo"}).json()
    assert page.get(f"{API}/{old['id']}").json()["superseded_by"] == new["id"]
    change = page.get(f"{API}/{new['id']}/history").json()[0]["change"]
    undone = send(page, "post", "/undo", {"change": change})
    assert {each["state"] for each in undone.json()} == {"current", "withdrawn"}
    again = send(page, "post", "/undo", {"change": change})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_to_undo")


def test_merge_and_forget_several(page: Client) -> None:
    ids = [keep(page, f"I like {what}")["id"] for what in ("tea", "cake")]
    merged = send(page, "post", "/merge", {"memories": ids, "text": "I like tea and cake"})
    assert merged.status_code == 201
    refused = send(page, "post", "/forget", {"memories": [merged.json()["id"], str(uuid7())]})
    assert (refused.status_code, Memory.objects.filter(state="current").count()) == (404, 1)
    assert send(page, "post", "/forget", {"memories": [merged.json()["id"]]}).json() == {"forgotten": 3}


def test_a_repeated_request_remembers_once(page: Client) -> None:
    data = {"text": "I own a boat", "session": "a"}
    answers = [send(page, "post", "", data, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert Memory.objects.count() == 1


def test_export_and_import_carry_everything_over(page: Client, bob: User) -> None:
    keep(page, "Grüße aus Köln", tags=["a"], key="greeting", importance=0.9)
    keep(page, "Note", kind="working")
    lines = b"".join(page.get(f"{API}/export").streaming_content)
    other = client_of(bob)
    answer = other.post(f"{API}/import", lines, content_type="application/x-ndjson")
    assert [each["text"] for each in answer.json()] == ["Grüße aus Köln", "Note"]
    assert b"".join(other.get(f"{API}/export").streaming_content) == lines


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b'{"text": 1}', b'{"text": "a", "x": 1}', b'{"text": "a", "expires_at": "soon"}', b"\xff", b'{"text": ""}',
     b'{"text": "a", "importance": NaN}', b'{"text": "a", "tags": "b"}', b'{"text": "\\u0000"}', b"[" * 5000],
)  # fmt: skip
def test_a_wrong_line_brings_nothing_in(page: Client, line: bytes) -> None:
    answer = page.post(f"{API}/import", b'{"text": "good"}\n' + line, content_type="application/x-ndjson")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert not Memory.objects.exists()


def test_switches_and_figures(page: Client) -> None:
    keep(page, "I like tea")
    assert page.get(f"{API}/statistics").json()["by_kind"]["semantic"] == 1
    assert send(page, "put", "/switches", {"is_on": False}).json()["is_on"] is False
    answer = send(page, "post", "", {"text": "more"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "memory_off")
    assert [each["is_on"] for each in page.get(f"{API}/switches").json()["results"]] == [False]


def test_a_stranger_sees_and_changes_nothing(page: Client, charlie: User, client: Client) -> None:
    memory = keep(page, "The door code is 4711")
    stranger = client_of(charlie)
    assert stranger.get(API).json()["results"] == []
    assert stranger.get(f"{API}/search", {"q": "door code"}).json()["results"] == []
    one = f"/{memory['id']}"
    answers = [
        stranger.get(API + one),
        stranger.get(f"{API}{one}/history"),
        send(stranger, "patch", one, {"text": "x"}, **{"If-Match": "*"}),
        send(stranger, "post", f"{one}/supersede", {"text": "x"}),
        send(stranger, "post", "/forget", {"memories": [memory["id"]]}),
        stranger.delete(API + one),
    ]
    assert {each.status_code for each in answers} == {404}
    assert page.get(API + one).json() == memory
    assert client.get(API).status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=", "q"), ("q=" + "x" * 2001, "q"), ("q=a&limit=0", "limit"), ("q=a&kind=gossip", "kind"), ("q=a&as_of=soon", "as_of"),
        ("q=a&minion=1", "minion"), ("q=a&mood=1", "mood"), ("q=a%00b", "q"), ("", "q"),
        ("q=a&since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "until"),
    ],
)  # fmt: skip
def test_nonsense_is_named(page: Client, query: str, field: str) -> None:
    answer = page.get(f"{API}/search?{query}")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])


@pytest.mark.parametrize("query", ["%26+%7C+%21", "%27%22%5C", "%25s", "the+of", "%F0%9F%99%82"])
def test_odd_queries_find_nothing(page: Client, query: str) -> None:
    keep(page, "I like tea")
    answer = page.get(f"{API}/search?q={query}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])
