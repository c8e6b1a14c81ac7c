"""Find passages that answer a question, with everything that led to their rank."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from project.lib.errors import InvalidInput
from training.knowledge.models import ChunkVector, KnowledgeBase
from training.knowledge.queries.search_statement import (
    NEAR_BY_ALL,
    NEAR_BY_INDEX,
    NEAR_IN_SCOPE,
    RARITY,
    SIGNALS,
    statement,
)
from training.knowledge.rules.places import place_in
from training.knowledge.rules.weights import LEAST_COSINE, KnowledgeWeights, answers, current, word_weights
from training.retrieval.query_vector import QueryVector
from training.retrieval.words import LONGEST_QUERY, searchable

MOST_FOUND = 100
CANDIDATES = 200  # the best by words and as many by meaning are compared by all signals
EXACT_UP_TO = 10_000  # so many vectors are compared one by one; more are found by their index
KEYWORDS_ONLY = "keywords"
BY_WORDS = statement("")
EVERY, INDEXED, SCOPED = (statement(near) for near in (NEAR_BY_ALL, NEAR_BY_INDEX, NEAR_IN_SCOPE))


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which documents may answer; empty parts do not narrow. ``metadata`` must all be there with these values."""

    documents: tuple[UUID, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.documents or self.kinds or self.tags or self.metadata)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question as the index knows it, how many passages have it, and how rare that makes it."""

    word: str
    passages: int
    rarity: float


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """One passage that may answer. ``coverage``: the share of the question's words that it has, rare ones counting up to twice."""

    passage_id: UUID
    document_id: UUID
    base_id: UUID
    rank: int
    score: float
    title: str
    origin: str
    kind: str
    number: int
    text: str
    heading: str
    page: int | None
    last_page: int | None
    start: int
    end: int
    is_edited: bool
    matched: tuple[str, ...]
    coverage: float
    cosine: float | None
    is_answer: bool
    signals: dict[str, dict[str, float]]

    @property
    def place(self) -> str:
        """Document and page in words."""
        return place_in(self.title, self.kind, self.page, self.last_page)

    @property
    def reference(self) -> str:
        """What leads back to the very words: the document and the offsets of the passage."""
        return f"{self.document_id}/{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found and by what: the engine, the weights, and the question's words."""

    passages: list[FoundPassage]
    terms: list[Term]
    engine: str
    weights: str

    @property
    def is_answered(self) -> bool:
        """Whether any passage has enough in common with the question; if not, it is not in the documents."""
        return any(each.is_answer for each in self.passages)


def search_knowledge(
    bases: Sequence[KnowledgeBase],
    query: str,
    *,
    limit: int = 10,
    filters: Filters | None = None,
    vector: QueryVector | None = None,
    weights: KnowledgeWeights | None = None,
) -> Search:
    """Passages of these knowledge bases, best first; equal input gives equal output. The caller has checked who may read them."""
    filters = filters or Filters()
    if not query.strip():
        raise InvalidInput.of("q", "Ask something.")
    if len(query) > LONGEST_QUERY:
        raise InvalidInput.of("q", f"At most {LONGEST_QUERY:,} characters.")
    if not 1 <= limit <= MOST_FOUND:
        raise InvalidInput.of("limit", f"Must be from 1 to {MOST_FOUND}.")
    weights = weights or current(with_vectors=vector is not None)
    values = _values(bases, query, limit, filters, vector, weights)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RARITY, values)
        terms = [Term(*row) for row in cursor.fetchall()]
        way = _way(bases, filters, vector)
        if way == INDEXED:
            cursor.execute(f"SET LOCAL hnsw.ef_search = {CANDIDATES}")
            cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        cursor.execute(way, values)
        rows = cursor.fetchall()
    weighed = word_weights({term.word: term.rarity for term in terms})
    found = [_found(rank, row, weighed) for rank, row in enumerate(rows, 1)]
    return Search(found, terms, vector.embedder if vector else KEYWORDS_ONLY, weights.name)


def _way(bases: Sequence[KnowledgeBase], filters: Filters, vector: QueryVector | None) -> str:
    if vector is None:
        return BY_WORDS
    if filters.narrows:
        return SCOPED
    vectors = ChunkVector.objects.filter(base__in=bases, embedder=vector.embedder)
    is_small = len(vectors.values_list("chunk_id")[EXACT_UP_TO : EXACT_UP_TO + 1]) == 0
    return EVERY if is_small else INDEXED


def _values(
    bases: Sequence[KnowledgeBase],
    query: str,
    limit: int,
    filters: Filters,
    vector: QueryVector | None,
    weights: KnowledgeWeights,
) -> dict[str, Any]:
    return {
        "bases": [base.pk for base in bases],
        "query": searchable(query.replace("\x00", " ")),
        "documents": list(filters.documents) or None,
        "kinds": list(filters.kinds) or None,
        "tags": list(filters.tags) or None,
        "metadata": json.dumps(filters.metadata) if filters.metadata else None,
        "vector": vector.literal() if vector else None,
        "embedder": vector.embedder if vector else None,
        "least_cosine": LEAST_COSINE,
        "candidates": max(CANDIDATES, limit),
        "limit": limit,
        "k": weights.saturation,
        "b": weights.length,
        **{f"w_{name}": getattr(weights, name) for name in SIGNALS},
    }


def _found(rank: int, row: tuple[Any, ...], weighed: dict[str, float]) -> FoundPassage:
    (passage, document, base, title, _, kind, origin, number, text, heading, page, last_page, start, end, is_edited,
     score, *raw, matched) = row  # fmt: skip
    values, z_scores = raw[: len(SIGNALS)], raw[len(SIGNALS) :]
    signals = {
        name: {"value": round(value, 6), "z": round(z, 6)}
        for name, value, z in zip(SIGNALS, values, z_scores, strict=True)
        if value is not None
    }
    coverage = sum(weighed[word] for word in matched)
    cosine = values[SIGNALS.index("own")]
    return FoundPassage(
        passage_id=passage,
        document_id=document,
        base_id=base,
        rank=rank,
        score=score,
        title=title,
        origin=origin,
        kind=kind,
        number=number,
        text=text,
        heading=heading,
        page=page,
        last_page=last_page,
        start=start,
        end=end,
        is_edited=is_edited,
        matched=tuple(matched),
        coverage=round(coverage, 6),
        cosine=None if cosine is None else round(cosine, 6),
        is_answer=answers(coverage=coverage, cosine=cosine),
        signals=signals,
    )
