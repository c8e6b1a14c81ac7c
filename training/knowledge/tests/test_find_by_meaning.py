"""With an embedder passages are found by meaning too, by all vectors or by their index, and hardly any is missed.

The embedder is the real one; its weights are drawn by chance, so it knows no language, but equal words still come near.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from accounts.models import User
from project.lib.ids import uuid7
from training.knowledge.models import Chunk, ChunkVector, Document, KnowledgeBase
from training.knowledge.queries import search
from training.knowledge.queries.search import EVERY, INDEXED, SCOPED, Filters, search_knowledge
from training.knowledge.services.edit_passage import edit_passage
from training.knowledge.services.embed_passages import embed_missing
from training.knowledge.services.make_base import change_base, make_base
from training.knowledge.tests.conftest import Added
from training.retrieval import installed
from training.retrieval.minilm import NAME
from training.retrieval.query_vector import QueryVector, literal, query_vector
from training.testing import make_embedder

pytestmark = pytest.mark.slow

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "boat", "sea", "cat", "grass", "red", "house", ".", "vessel"]


@pytest.fixture
def weights(settings: Settings) -> Iterator[None]:
    """The embedder, installed."""
    make_embedder(Path(settings.MODELS_DIR) / installed.FOLDER, WORDS)
    installed._loaded.cache_clear()
    yield
    installed._loaded.cache_clear()


def vectors() -> list[str]:
    return sorted(ChunkVector.objects.values_list("chunk__text", flat=True))


def test_words_and_meaning_are_added(weights: None, base: KnowledgeBase, added: Added) -> None:
    for text in ("Boat sea.", "Cat grass.", "Red house."):
        added(text, f"{text[:3]}.txt")
    assert vectors() == ["Boat sea.", "Cat grass.", "Red house."]
    vector = query_vector("sea boat")
    found = search_knowledge([base], "sea boat", vector=vector)
    assert (found.engine, found.weights) == (NAME, "knowledge-1-vectors")
    first = found.passages[0]
    assert (first.text, set(first.signals)) == ("Boat sea.", {"words", "document", "own"})
    weighed = first.signals["words"]["z"] + 0.3 * first.signals["document"]["z"] + first.signals["own"]["z"]
    assert first.score == pytest.approx(weighed, abs=1e-5)
    assert first.cosine is not None


def test_an_embedder_that_comes_later_embeds_what_is_there(
    base: KnowledgeBase, added: Added, settings: Settings
) -> None:
    added("Boat sea.", "a.txt")
    assert vectors() == []
    assert embed_missing(limit=10) == 0
    make_embedder(Path(settings.MODELS_DIR) / installed.FOLDER, WORDS)
    installed._loaded.cache_clear()
    assert (embed_missing(limit=10), embed_missing(limit=10), vectors()) == (1, 0, ["Boat sea."])
    installed._loaded.cache_clear()


def test_an_edited_passage_gets_another_vector_and_an_excluded_one_none(
    weights: None, base: KnowledgeBase, added: Added
) -> None:
    change_base(base=base, passage_length=200, overlap=0)
    document = added("# Boat\n\nBoat sea.\n\n# Cat\n\n" + "Cat grass. " * 12 + "\n\n# House\n\nRed house.", "a.md")
    passage = Chunk.objects.get(document=document, number=0)
    before = ChunkVector.objects.get(chunk=passage).vector
    edit_passage(passage=passage, text="Red house.")
    assert ChunkVector.objects.get(chunk=passage).vector != before
    edit_passage(passage=passage, is_excluded=True)
    assert not ChunkVector.objects.filter(chunk=passage).exists()


def filled(base: KnowledgeBase, count: int, chance: np.random.Generator) -> list[list[float]]:
    """Passages without words and with vectors drawn by chance."""
    document = Document.objects.create(
        base=base,
        title="Vectors",
        source="text",
        state="ready",
        passage_count=count,
        word_count=count,
        ready_at="2026-01-01T00:00Z",
    )
    chunks = [
        Chunk(id=uuid7(), document=document, number=n, text="x", start=n, end=n + 1, length=1) for n in range(count)
    ]
    Chunk.objects.bulk_create(chunks)
    values = chance.normal(0, 1, (count, 384))
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    rows = [(chunk.pk, base.pk, "chance", literal(row)) for chunk, row in zip(chunks, values.tolist(), strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO training_chunkvector (chunk_id, base_id, embedder, vector) VALUES (%s, %s, %s, %s::vector)",
            rows,
        )
    return values.tolist()


def test_the_index_misses_hardly_anything(alice: User, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The large knowledge base and a small one beside it, whose passages are a small share of the index."""
    chance = np.random.default_rng(3)
    small = make_base(user=alice, name="Small")
    large_vectors, small_vectors = filled(base, 1_500, chance), filled(small, 60, chance)
    monkeypatch.setattr("training.knowledge.queries.search.LEAST_COSINE", -1.0)
    for bases, known in (([base], large_vectors), ([small], small_vectors), ([base, small], large_vectors)):
        met, wanted = 0, 0
        for number in range(0, 60, 6):
            asked = np.array(known[number]) + chance.normal(0, 0.02, 384)
            vector = QueryVector("chance", tuple(asked.tolist()))
            exact, indexed = (_ids(bases, vector, at, monkeypatch) for at in (10_000, 10))
            met, wanted = met + len(exact & indexed), wanted + len(exact)
        assert wanted == 100
        assert met / wanted >= 0.95, [each.name for each in bases]


def _ids(bases: list[KnowledgeBase], vector: QueryVector, up_to: int, monkeypatch: pytest.MonkeyPatch) -> set[object]:
    monkeypatch.setattr(search, "EXACT_UP_TO", up_to)
    assert search._way(bases, Filters(), vector) == (EVERY if up_to > 2_000 else INDEXED)
    assert search._way(bases, Filters(kinds=("pdf",)), vector) == SCOPED
    return {each.passage_id for each in search_knowledge(bases, "nothing", vector=vector).passages}
