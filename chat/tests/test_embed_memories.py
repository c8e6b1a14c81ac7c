"""Vectors of memories: kept with their embedder's name, compared only with their own, gone with their memory."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from chat.memory.errors import UnknownEmbedder, WrongDimensions
from chat.memory.queries.search import search
from chat.memory.services.embed import Embedded, embed_missing, keep_vectors
from chat.memory.services.forget import forget
from chat.memory.services.remember import remember
from chat.models import Memory, MemoryVector
from training.retrieval.minilm import DIMENSIONS, NAME
from training.retrieval.query_vector import QueryVector

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def axis(place: int) -> list[float]:
    return [1.0 if at == place else 0.0 for at in range(DIMENSIONS)]


def give(memory: Memory, place: int) -> None:
    keep_vectors(NAME, [Embedded(memory.owner_id, memory.pk, memory.version, axis(place), axis(place))])


def test_what_means_the_same_is_found_without_a_common_word(alice: User) -> None:
    felines = remember(owner=alice, text="Felines are wonderful", now=NOON)
    boats = remember(owner=alice, text="Boats are slow", now=NOON)
    give(felines, 1)
    give(boats, 2)
    assert search(alice.pk, "cats", now=NOON) == []
    [found] = search(alice.pk, "cats", now=NOON, vector=QueryVector(NAME, tuple(axis(1))))
    assert (found.memory_id, found.signals["own"]["value"]) == (felines.pk, 1.0)


def test_vectors_of_another_embedder_are_never_compared(alice: User) -> None:
    give(remember(owner=alice, text="Felines are wonderful", now=NOON), 1)
    assert search(alice.pk, "cats", now=NOON, vector=QueryVector("another", (1.0, 0.0))) == []


@pytest.mark.parametrize("wrong", [[], [1.0] * (DIMENSIONS - 1), [1.0] * (DIMENSIONS + 1)])
def test_a_vector_of_the_wrong_length_is_refused(alice: User, wrong: list[float]) -> None:
    memory = remember(owner=alice, text="Felines are wonderful", now=NOON)
    with pytest.raises(WrongDimensions):
        keep_vectors(NAME, [Embedded(alice.pk, memory.pk, 1, wrong, wrong)])
    with pytest.raises(UnknownEmbedder):
        keep_vectors("nobody's", [Embedded(alice.pk, memory.pk, 1, axis(1), axis(1))])
    assert not MemoryVector.objects.exists()


def test_vectors_go_with_their_memory_and_do_not_come_back(alice: User) -> None:
    memory = remember(owner=alice, text="Felines are wonderful", now=NOON)
    give(memory, 1)
    forget(owner=alice, memory_ids=[memory.pk], now=NOON + timedelta(days=1))
    assert not MemoryVector.objects.exists()
    give(memory, 1)  # a slow embedding job comes late
    assert not MemoryVector.objects.exists()


def test_without_an_embedder_nothing_is_embedded(alice: User, settings: object, tmp_path: object) -> None:
    settings.MODELS_DIR = tmp_path
    remember(owner=alice, text="Felines are wonderful", now=NOON)
    assert embed_missing(now=NOON) == 0
