"""The pages of memory."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.memory.queries.switches import is_memory_on
from chat.memory.rules.kinds import Kind, State
from chat.memory.services.change import edit_memory
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import Conversation, Memory
from chat.testing import make_conversation
from chat.tests.test_import_conversations import CHATGPT
from project.lib.clock import now
from spirits.models import Minion

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def test_an_empty_memory_says_how_to_fill_it(page: Client) -> None:
    assert "Say “remember that …” in a chat" in page.get("/memory/").content.decode()


def test_add_find_correct_pin_and_forget(page: Client, alice: User) -> None:
    page.post("/memory/add/", {"text": "My sister is called Ada", "kind": "semantic"})
    page.post("/memory/add/", {"text": "Buy <b>milk</b>", "kind": "working", "pinned": "on"})
    memory = Memory.objects.get(owner=alice, kind="semantic")
    listed = page.get("/memory/").content.decode()
    assert "My sister is called Ada" in listed
    assert "Buy &lt;b&gt;milk&lt;/b&gt;" in listed
    found = page.get("/memory/", {"q": "sister"}).content.decode()
    assert ("Ada" in found, "milk" in found) == (True, False)
    page.post(f"/memory/{memory.pk}/change/", {"text": "My sister is called Ida", "pinned": "yes"})
    memory.refresh_from_db()
    assert (memory.text, memory.is_pinned, memory.version) == ("My sister is called Ida", True, 2)
    history = page.get(f"/memory/{memory.pk}/").content.decode()
    assert "My sister is called Ada" in history
    page.post(f"/memory/{memory.pk}/undo/")
    memory.refresh_from_db()
    assert memory.text == "My sister is called Ada"
    page.post("/memory/forget/", {"memory": [str(memory.pk)]})
    memory.refresh_from_db()
    assert (memory.state, memory.text) == (State.FORGOTTEN, "")
    assert "The text was destroyed." in page.get(f"/memory/{memory.pk}/").content.decode()


def test_long_lists_go_on_and_cost_no_query_per_row(page: Client, alice: User, django_assert_max_num_queries) -> None:
    remember_many(owner=alice, items=[NewMemory(text=f"Fact {number:02}") for number in range(45)], now=now())
    with django_assert_max_num_queries(12):
        first = page.get("/memory/").content.decode()
    assert first.count('class="card memory"') == 40
    following = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    more = page.get(following, headers={"HX-Request": "true"}).content.decode()
    assert more.count('class="card memory"') == 5
    assert "<html" not in more


def test_the_switch_turns_memory_off_and_on(page: Client) -> None:
    page.post("/memory/switch/", {"on": "no"})
    shown = page.get("/memory/").content.decode()
    assert "Memory is off." in shown
    assert "Remember something" not in shown
    page.post("/memory/add/", {"text": "a secret"})
    assert not Memory.objects.exists()
    page.post("/memory/switch/", {"on": "yes"})
    assert "Remember something" in page.get("/memory/").content.decode()


def test_strangers_and_nonsense(page: Client, charlie: User, client: Client, alice: User) -> None:
    memory = remember(owner=alice, text="The code is 4711", kind=Kind.SEMANTIC, now=now())
    edit_memory(owner=alice, memory_id=memory.pk, text="The code is 4712", now=now())
    stranger = client_of(charlie)
    assert "4712" not in stranger.get("/memory/").content.decode()
    assert stranger.get(f"/memory/{memory.pk}/").status_code == 404
    for path in ("change", "undo"):
        assert stranger.post(f"/memory/{memory.pk}/{path}/", {"text": "x"}).status_code == 404
    assert stranger.post("/memory/forget/", {"memory": [str(memory.pk)]}).status_code == 404
    assert client.get("/memory/").status_code == 302
    for path in ("/memory/?q=%00", "/memory/?kind=gossip", "/memory/?q=%26%7C"):
        assert page.get(path).status_code == 200
    for data in ({}, {"memory": "x"}):
        assert page.post("/memory/forget/", data).status_code == 302
    assert page.get("/memory/?before=x").status_code == 302
    memory.refresh_from_db()
    assert memory.text == "The code is 4712"


def test_the_timeline_goes_by_when_it_happened(page: Client, alice: User) -> None:
    for month, text in ((3, "In March"), (1, "In January"), (2, "In February")):
        remember(owner=alice, text=text, occurred_at=datetime(2026, month, 5, tzinfo=UTC), now=now())
    shown = page.get("/memory/", {"view": "timeline"}).content.decode()
    places = [
        shown.index(each) for each in ("March 2026</h2>", "In March", "February 2026</h2>", "In February", "In January")
    ]
    assert places == sorted(places)
    first = Memory.objects.get(text="In March")
    rest = page.get("/memory/", {"view": "timeline", "before": str(first.pk)}).content.decode()
    assert ("In March" in rest, "In January" in rest) == (False, True)


def test_memory_is_switched_off_with_a_minion_and_in_a_chat(page: Client, alice: User) -> None:
    minion = Minion.objects.create(owner=alice, name="Bob the Builder")
    talk = make_conversation(alice, title="About boats")
    page.post("/memory/switch/", {"on": "no", "minion": str(minion.pk)})
    page.post("/memory/switch/", {"on": "no", "conversation": str(talk.pk)})
    assert not is_memory_on(alice.pk, minion_id=minion.pk)
    assert is_memory_on(alice.pk)
    shown = page.get("/memory/").content.decode()
    assert "Switch memory on: Bob the Builder" in shown
    assert "Switch memory on: About boats" in shown
    assert "Switch memory on here" in page.get(f"/chat/{talk.pk}/").content.decode()
    page.post("/memory/switch/", {"on": "yes", "conversation": str(talk.pk)})
    assert "Switch memory off here" in page.get(f"/chat/{talk.pk}/").content.decode()
    with_minion = make_conversation(alice, minion_id=minion.pk)
    told = page.get(f"/chat/{with_minion.pk}/").content.decode()
    assert ("This minion has no memory" in told, "Switch memory" in told) == (True, False)
    assert page.post("/memory/switch/", {"on": "no", "minion": "x"}).status_code == 302


def test_files_come_in_by_the_page(page: Client, alice: User) -> None:
    page.post("/memory/import/", {"file": SimpleUploadedFile("m.jsonl", b'{"text": "I like tea"}')})
    page.post("/memory/import/", {"file": SimpleUploadedFile("c.json", json.dumps([CHATGPT]).encode())})
    assert (Memory.objects.get(owner=alice).text, Conversation.objects.get(owner=alice).title) == (
        "I like tea",
        "Holiday",
    )
    assert page.post("/memory/import/").status_code == 302
