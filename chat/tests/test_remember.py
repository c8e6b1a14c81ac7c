"""Remembering: what is kept, what is said twice, what takes another's place, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from chat.memory.errors import MemoryOff
from chat.memory.queries.search import search
from chat.memory.rules.kinds import Kind, Scope, State
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.memory.services.switches import set_switch
from chat.models import Conversation, Memory, MemoryEntry, MemoryVersion
from project.lib.errors import InvalidInput
from spirits.models import Minion

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_keeps_text_version_and_words(alice: User) -> None:
    memory = remember(owner=alice, text="  My sister is called Ada. ", tags=("Family", "family"), now=NOON)
    memory.refresh_from_db()
    assert (memory.text, memory.tags, memory.state) == ("My sister is called Ada.", ["family"], State.CURRENT)
    assert (memory.valid_from, memory.expires_at) == (NOON, None)
    version = MemoryVersion.objects.get(memory=memory)
    assert (version.number, version.text, version.cause, version.actor_id) == (1, memory.text, "remembered", alice.pk)
    entry = MemoryEntry.objects.get(memory_id=memory.pk)
    assert (entry.terms, entry.times, entry.length) == (["ada", "call", "sister"], [1, 1, 1], 3)


@pytest.mark.parametrize(
    ("kind", "days"), [(Kind.SEMANTIC, None), (Kind.EPISODIC, 365), (Kind.PROCEDURAL, None), (Kind.WORKING, 1)]
)
def test_each_kind_has_its_lifetime(alice: User, kind: str, days: int | None) -> None:
    memory = remember(owner=alice, text="Water the plants", kind=kind, now=NOON)
    assert memory.expires_at == (NOON + days * DAY if days else None)


def test_a_pinned_memory_never_expires(alice: User) -> None:
    memory = remember(owner=alice, text="Water the plants", kind=Kind.WORKING, is_pinned=True, lifetime=DAY, now=NOON)
    assert memory.expires_at is None


def test_the_same_words_again_are_the_same_memory(alice: User, bob: User) -> None:
    first = remember(owner=alice, text="I like tea", now=NOON)
    assert remember(owner=alice, text="I like tea", now=NOON + DAY) == first
    assert remember(owner=bob, text="I like tea", now=NOON) != first
    assert MemoryVersion.objects.filter(memory=first).count() == 1


def test_a_key_has_one_current_memory_and_the_old_one_stays_true_until_then(alice: User) -> None:
    old = remember(owner=alice, key="Home  City", text="I live in Rome", now=NOON)
    new = remember(owner=alice, key="home city", text="I live in Oslo", now=NOON + DAY)
    old.refresh_from_db()
    assert (old.state, old.valid_to, old.superseded_by) == (State.SUPERSEDED, NOON + DAY, new)
    assert [each.text for each in search(alice.pk, "where do I live", now=NOON + DAY)] == ["I live in Oslo"]
    first, second = old.versions.all()
    assert (first.valid_to, second.valid_to, second.cause) == (None, NOON + DAY, "superseded")


def test_keys_of_different_places_do_not_meet(alice: User) -> None:
    minions = [Minion.objects.create(owner=alice, name=name) for name in ("One", "Two")]
    for minion in minions:
        remember(owner=alice, key="tone", text=f"Be {minion.name}", scope=Scope.MINION, minion_id=minion.pk, now=NOON)
    assert Memory.objects.filter(owner=alice, state=State.CURRENT).count() == 2


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"text": "a", "kind": "gossip"}, "kind"),
        ({"text": "a", "scope": "world"}, "scope"),
        ({"text": "a", "scope": "minion"}, "minion"),
        ({"text": "a", "scope": "conversation"}, "conversation"),
        ({"text": "a", "importance": 1.5}, "importance"),
        ({"text": "a", "importance": float("nan")}, "importance"),
        ({"text": "a", "lifetime": timedelta(0)}, "lifetime"),
        ({"text": "a", "expires_at": NOON}, "expires_at"),
        ({"text": "a", "tags": ("x" * 41,)}, "tags"),
        ({"text": "a", "tags": tuple(map(str, range(21)))}, "tags"),
        ({"text": "a", "key": "x" * 121}, "key"),
    ],
)
def test_nonsense_is_named_and_nothing_is_kept(alice: User, details: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        remember(owner=alice, now=NOON, **details)
    assert list(refusal.value.fields) == [field]
    assert not Memory.objects.exists()


def test_places_of_others_are_unknown(alice: User, bob: User) -> None:
    minion = Minion.objects.create(owner=bob, name="His")
    conversation = Conversation.objects.create(owner=bob)
    for field, details in (
        ("minion", {"minion_id": minion.pk}),
        ("conversation", {"conversation_id": conversation.pk}),
    ):
        with pytest.raises(InvalidInput) as refusal:
            remember(owner=alice, text="a", now=NOON, **details)
        assert list(refusal.value.fields) == [field]


def test_nothing_is_written_where_memory_is_off(alice: User) -> None:
    minion = Minion.objects.create(owner=alice, name="Quiet")
    conversation = Conversation.objects.create(owner=alice)
    for place in ({}, {"minion_id": minion.pk}, {"conversation_id": conversation.pk}):
        set_switch(owner=alice, is_on=False, now=NOON, **place)
        with pytest.raises(MemoryOff):
            remember(owner=alice, text="a secret", now=NOON, **place)
        set_switch(owner=alice, is_on=True, now=NOON, **place)
    assert not Memory.objects.exists()
    remember(owner=alice, text="no secret", now=NOON)


def test_many_are_one_change(alice: User) -> None:
    kept = remember_many(owner=alice, items=[NewMemory(text=text) for text in ("One", "Two", "One")], now=NOON)
    assert kept[0] == kept[2] != kept[1]
    assert MemoryVersion.objects.values("change").distinct().count() == 1
    assert MemoryEntry.objects.count() == 2


def test_a_version_cannot_be_changed_behind_the_services(alice: User) -> None:
    memory = remember(owner=alice, text="I like tea", now=NOON)
    for change in ({"text": "I like coffee"}, {"text": "", "erased_at": NOON, "importance": 1.0}, {"cause": "edited"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            MemoryVersion.objects.filter(memory=memory).update(**change)
    assert MemoryVersion.objects.get(memory=memory).text == "I like tea"


def test_deleting_the_person_leaves_nothing(alice: User) -> None:
    remember(owner=alice, text="I like tea", now=NOON)
    alice.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM chat_memoryentry), (SELECT count(*) FROM chat_memoryversion)")
        assert cursor.fetchone() == (0, 0)
