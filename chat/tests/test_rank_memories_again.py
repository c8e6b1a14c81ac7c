"""The second ranking: word by word over small vectors, for the first memories found."""

from datetime import UTC, datetime

import numpy as np
import pytest

from accounts.models import User
from chat.memory.queries.search import search
from chat.memory.services.embed import Embedded, keep_vectors
from chat.memory.services.remember import remember
from training.retrieval.minilm import DIMENSIONS, NAME
from training.retrieval.query_vector import QueryVector
from training.retrieval.tokens import WIDTH, Reading, meetings, packed, piece_weights, principal_axes, small, unpacked

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def pointing(*places: int) -> np.ndarray:
    tokens = np.zeros((len(places), WIDTH), dtype=np.int8)
    for row, place in enumerate(places):
        tokens[row, place] = 127
    return tokens


def asking(*places: int) -> Reading:
    return Reading(
        np.zeros(DIMENSIONS, dtype=np.float32), pointing(*places), np.full(len(places), 1 / max(len(places), 1))
    )


def test_small_vectors_survive_being_stored_and_axes_are_the_same_again() -> None:
    vectors = np.random.default_rng(1).standard_normal((500, DIMENSIONS)).astype(np.float32)
    axes = principal_axes(vectors)
    assert axes.shape == (DIMENSIONS, WIDTH)
    assert np.array_equal(axes, principal_axes(vectors))
    assert np.allclose(axes.T @ axes, np.eye(WIDTH), atol=1e-5)
    made = small(vectors[:7], axes)
    assert np.array_equal(unpacked(packed(made)), made)
    assert len(packed(made)) == 7 * WIDTH
    assert np.abs(np.linalg.norm(made / 127.0, axis=1) - 1).max() < 0.02


def test_a_text_with_the_asked_words_meets_the_question_best() -> None:
    met = meetings(asking(1, 2), [pointing(5), pointing(2, 1, 9), pointing(1, 7), pointing()])
    assert list(np.argsort(-met)) == [1, 2, 3, 0]
    assert met[3] == 0.0
    assert list(meetings(asking(), [pointing(1)])) == [0.0]


def test_rare_pieces_weigh_more_and_all_add_up_to_one() -> None:
    common, rare = piece_weights([1996, 20_000])
    assert common < rare
    assert float(common + rare) == pytest.approx(1.0)


@pytest.mark.django_db
def test_the_words_decide_between_memories_of_equal_meaning(alice: User) -> None:
    axis = [1.0] + [0.0] * (DIMENSIONS - 1)
    for text, place in (("Rex barks", 3), ("Rex sleeps", 4), ("Rex eats", 5)):
        memory = remember(owner=alice, text=text, now=NOON)
        keep_vectors(NAME, [Embedded(alice.pk, memory.pk, 1, axis, axis, packed(pointing(place)))])
    for place, expected in ((3, "Rex barks"), (4, "Rex sleeps"), (5, "Rex eats")):
        vector = QueryVector(NAME, tuple(axis), asking(place))
        found = search(alice.pk, "Rex", now=NOON, vector=vector, limit=2)
        assert [each.rank for each in found] == [1, 2]
        assert found[0].text == expected
        assert found[0].signals["tokens"]["z"] > 0 > found[1].signals["tokens"]["z"]
        assert search(alice.pk, "Rex", now=NOON, vector=vector, limit=2) == found


@pytest.mark.django_db
def test_memories_without_small_vectors_are_still_found(alice: User) -> None:
    remember(owner=alice, text="Rex barks", now=NOON)
    vector = QueryVector(NAME, (1.0,) * DIMENSIONS, asking(3))
    assert [each.text for each in search(alice.pk, "Rex", now=NOON, vector=vector)] == ["Rex barks"]
