"""Searching: the right order, exact ends, filters, places, and equal answers to equal questions."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chat.memory.queries.search import Filters, Place, QueryVector, search
from chat.memory.rules.kinds import Kind, Scope
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import Conversation
from project.lib.errors import InvalidInput
from spirits.models import Minion
from training.retrieval.minilm import DIMENSIONS, NAME

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def test_one_statement_finds_the_best_first(alice: User) -> None:
    items = ("My sister is called Ada", "My brother plays the violin", "Ada wrote the first program", "I like tea")
    remember_many(owner=alice, items=[NewMemory(text=text) for text in items], now=NOON)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = search(alice.pk, "What is my sister called?", now=NOON)
    assert len(queries) == 1
    assert found[0].text == "My sister is called Ada"
    assert (found[0].rank, found[0].signals["turn"]["value"] > 0) == (1, True)


def test_a_neighbour_in_the_same_session_helps(alice: User) -> None:
    said = ("How was the concert in Paris?", "It was loud and wonderful", "Did you buy bread?", "Only milk")
    items = [NewMemory(text=text, kind=Kind.EPISODIC, session="s", position=at) for at, text in enumerate(said)]
    remember_many(owner=alice, items=items, now=NOON)
    assert {each.text for each in search(alice.pk, "Paris concert", now=NOON, limit=2)} == set(said[:2])


def test_the_speaker_named_in_the_question_counts(alice: User) -> None:
    items = [NewMemory(text="I went to a pottery class", speaker=name, session=name) for name in ("Bea", "Cleo")]
    remember_many(owner=alice, items=items, now=NOON)
    assert search(alice.pk, "Which class did Cleo go to?", now=NOON)[0].speaker == "Cleo"


def test_a_memory_ends_at_its_microsecond(alice: User) -> None:
    remember(owner=alice, text="The door code is 4711", lifetime=timedelta(seconds=1), now=NOON)
    end = NOON + timedelta(seconds=1)
    assert len(search(alice.pk, "door code", now=end - TICK)) == 1
    assert search(alice.pk, "door code", now=end) == []


def test_nobody_finds_anothers(alice: User, bob: User) -> None:
    remember(owner=alice, text="The door code is 4711", now=NOON)
    assert search(bob.pk, "door code", now=NOON) == []


def test_places_keep_their_memories(alice: User) -> None:
    minion, other = (Minion.objects.create(owner=alice, name=name) for name in ("A", "B"))
    talk = Conversation.objects.create(owner=alice, minion=minion)
    remember(owner=alice, text="tea everywhere", now=NOON)
    remember(owner=alice, text="tea with the minion", scope=Scope.MINION, minion_id=minion.pk, now=NOON)
    remember(owner=alice, text="tea in the talk", scope=Scope.CONVERSATION, conversation_id=talk.pk, now=NOON)

    def seen(place: Place | None) -> list[str]:
        return sorted(each.text.split()[1] for each in search(alice.pk, "tea", now=NOON, place=place))

    assert seen(Place(minion.pk, talk.pk)) == ["everywhere", "in", "with"]
    assert seen(Place(other.pk)) == ["everywhere"]
    assert seen(Place()) == ["everywhere"]
    assert seen(None) == ["everywhere", "in", "with"]


def test_filters_narrow(alice: User) -> None:
    remember(owner=alice, text="tea is nice", tags=("drink", "taste"), now=NOON)
    remember(owner=alice, text="tea at noon", kind=Kind.EPISODIC, occurred_at=NOON - 5 * DAY, now=NOON)

    def texts(**filters: object) -> list[str]:
        return [each.text for each in search(alice.pk, "tea", now=NOON, filters=Filters(**filters))]

    assert texts(kinds=("episodic",)) == ["tea at noon"]
    assert texts(tags=("drink",)) == ["tea is nice"]
    assert texts(tags=("drink", "other")) == []
    assert texts(since=NOON - 5 * DAY, until=NOON) == ["tea at noon"]
    assert texts(since=NOON - 5 * DAY + TICK, until=NOON) == []


@pytest.mark.parametrize("query", ["", "   ", "& | ! ( ) <-> :*", "'", "\\", "the of and", "%s %(x)s {}", "--;/*"])
def test_a_query_without_words_finds_nothing(alice: User, query: str) -> None:
    remember(owner=alice, text="I like tea", now=NOON)
    assert search(alice.pk, query, now=NOON) == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"query": "a\x00"}, "query"),
        ({"query": "x" * 2001}, "query"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"filters": Filters(kinds=("gossip",))}, "kind"),
        ({"filters": Filters(since=NOON, until=NOON)}, "until"),
    ],
)
def test_nonsense_is_named(alice: User, arguments: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        search(alice.pk, **{"query": "tea", "now": NOON, **arguments})
    assert list(refusal.value.fields) == [field]


def test_equal_scores_come_newest_first_and_always_so(alice: User) -> None:
    items = [
        NewMemory(text=f"tea number {number}", occurred_at=NOON - number % 3 * DAY, session="", tags=(str(number),))
        for number in range(12)
    ]
    remember_many(owner=alice, items=items, now=NOON)
    first = [each.memory_id for each in search(alice.pk, "tea", now=NOON, filters=Filters(as_of=NOON))]
    assert first == [each.memory_id for each in search(alice.pk, "tea", now=NOON, filters=Filters(as_of=NOON))]
    dates = [each.occurred_at for each in search(alice.pk, "tea", now=NOON, filters=Filters(as_of=NOON))]
    assert dates == sorted(dates, reverse=True)


def test_newer_and_more_important_win_a_tie_only(alice: User) -> None:
    remember(owner=alice, text="tea was black", occurred_at=NOON - 300 * DAY, now=NOON)
    remember(owner=alice, text="tea was green", occurred_at=NOON - DAY, now=NOON)
    remember(owner=alice, text="tea was white", occurred_at=NOON - 300 * DAY, importance=1.0, now=NOON)
    assert [each.text for each in search(alice.pk, "tea", now=NOON)][-1] == "tea was black"


def test_scripts_without_blanks_and_accents_are_found(alice: User) -> None:
    remember(owner=alice, text="私は東京都に住んでいます", now=NOON)
    remember(owner=alice, text="Das Café in Zürich", now=NOON)
    assert search(alice.pk, "東京", now=NOON)[0].text.startswith("私")
    assert search(alice.pk, "cafe zurich", now=NOON)[0].text.startswith("Das")


def test_the_plan_reads_the_owners_partition_whole_and_no_approximate_index(alice: User) -> None:
    remember(owner=alice, text="I like tea", now=NOON)
    vector = QueryVector(NAME, (1.0,) * DIMENSIONS)
    with CaptureQueriesContext(connection) as queries:
        search(alice.pk, "tea", now=NOON, vector=vector)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(row for (row,) in cursor.fetchall())
        cursor.execute(
            "SELECT DISTINCT amname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam "
            "WHERE indrelid::regclass::text ~ '^chat_memory(entry|vector)'"
        )
        assert cursor.fetchall() == [("btree",)]
    for table in ("entry", "vector"):
        assert len(set(re.findall(rf"chat_memory{table}_\d\d\b", plan))) == 1
    assert "hnsw" not in plan
