"""The command palette finds one's own things by words, and nobody else's."""

from typing import Any

import pytest
from model_bakery import baker

from accounts.models import User
from accounts.testing import client_of
from chat.memory.services.remember import remember
from chat.testing import make_conversation, say
from project.lib.clock import now
from spirits.testing import make_minion

pytestmark = pytest.mark.django_db


def found(user: User, words: str) -> str:
    return client_of(user).get("/search/", {"q": words}, headers={"HX-Request": "true"}).content.decode()


def test_it_finds_chats_messages_memories_artifacts_minions_and_places(alice: User, bob: User) -> None:
    say(alice, "Which varnish keeps in salt water?", make_conversation(alice, title="Decks"))
    make_conversation(alice, title="Varnish and brushes")
    make_minion(alice, name="Varnisher")
    remember(owner=alice, now=now(), text="The varnish comes from Lindqvist.")
    made = baker.make(
        "spirits.Artifact", owner=alice, name="varnish-prices.csv", mime="text/csv", size=3, sha256="0" * 64
    )
    page = found(alice, "varn")
    for words in (
        "Varnish and brushes",
        "Which varnish keeps",
        "Varnisher",
        "The varnish comes",
        f"/artifacts/{made.pk}/",
    ):
        assert words in page
    assert "Nothing of yours" in found(bob, "varn")
    assert "/usage/" in found(bob, "usa")
    assert "/releases/" in found(bob, "relea")
    assert "/catalogue/bundles/" in found(bob, "bund")


def test_without_words_it_shows_the_latest(alice: User) -> None:
    make_conversation(alice, title="Yesterday's plan")
    page = found(alice, "")
    assert "Recent chats" in page
    assert "Yesterday&#x27;s plan" in page


@pytest.mark.parametrize("words", ["'", "!!!", "a & b | !c", ":*", "%_", "\x00", "(" * 50, "x" * 5000, "<script>"])
def test_odd_words_find_nothing_and_break_nothing(alice: User, words: str) -> None:
    assert "<script>" not in found(alice, words)


def test_it_takes_few_queries(alice: User, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        say(alice, f"varnish {number}", make_conversation(alice, title=f"varnish {number}"))
    client = client_of(alice)
    client.get("/search/")
    with django_assert_max_num_queries(10):
        client.get("/search/?q=varnish", headers={"HX-Request": "true"})


def test_home_takes_few_queries(alice: User, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        say(alice, f"varnish {number}", make_conversation(alice))
        make_minion(alice)
    client = client_of(alice)
    client.get("/")
    with django_assert_max_num_queries(15):
        page = client.get("/").content.decode()
    assert "First steps" in page
    assert "2 of 3" in page


def test_the_composer_offers_minions_and_models(alice: User) -> None:
    make_conversation(alice)
    minion = make_minion(alice, name="Letter Writer")
    page = client_of(alice).get("/chat/suggest/", {"word": "@lett"}).content.decode()
    assert str(minion.pk) in page
    assert "scripted" in client_of(alice).get("/chat/suggest/", {"word": "@scr"}).content.decode()
    assert client_of(alice).get("/chat/suggest/", {"word": "@", "conversation": "x"}).status_code == 200
