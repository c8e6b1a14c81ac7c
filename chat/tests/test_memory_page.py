"""The pages of memory."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.memory.rules.kinds import Kind, State
from chat.memory.services.change import edit_memory
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import Memory
from project.lib.clock import now

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
