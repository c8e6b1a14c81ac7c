"""The product's own search, and the simpler methods it is compared with, over the same rows."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from benchmarks.memory_parts.cases import Talk
from benchmarks.memory_parts.measures import Tally, measure
from chat.memory.queries.query_vector import query_vector
from chat.memory.queries.search import search
from chat.memory.rules.kinds import Kind, Source
from chat.memory.rules.weights import WeightSet
from chat.memory.services.remember import NewMemory, remember_many
from training.retrieval.query_vector import QueryVector

DEPTH = 100
Method = Callable[["Loaded", str], list[str]]


@dataclass(frozen=True)
class Loaded:
    """A talk whose turns are memories of an owner."""

    talk: Talk
    owner: User
    ids: dict[object, str]


def load(talk: Talk) -> Loaded:
    """Remember every turn of a talk, one memory each, for a new person."""
    owner = User.objects.create_user(f"{talk.name}@example.org")
    begun = min(each.when for each in talk.said)
    items = [
        NewMemory(
            text=each.text,
            kind=Kind.EPISODIC,
            is_pinned=True,
            source=Source.IMPORT,
            session=each.session,
            position=each.position,
            speaker=each.speaker,
            occurred_at=each.when,
            valid_from=begun,
        )
        for each in talk.said
    ]
    kept = remember_many(owner=owner, items=items, now=begun)
    return Loaded(talk, owner, {memory.pk: said.id for memory, said in zip(kept, talk.said, strict=True)})


def daimon(
    loaded: Loaded, question: str, weights: WeightSet | None = None, vector: QueryVector | None = None
) -> list[str]:
    """The product's search service."""
    found = search(loaded.owner.pk, question, now=loaded.talk.asked_at, limit=DEPTH, weights=weights, vector=vector)
    return [loaded.ids[each.memory_id] for each in found]


def only(**weights: float) -> Method:
    """The product's search with a single signal."""
    chosen = WeightSet("baseline", **weights)
    return lambda loaded, question: daimon(loaded, question, chosen)


def full_text(to_query: str) -> Method:
    """PostgreSQL's own text search with ts_rank; ``to_query`` makes a tsquery of the question."""
    statement = f"""
        SELECT m.id FROM chat_memory m, (SELECT {to_query}) AS asked(q),
             LATERAL (SELECT to_tsvector('english', m.speaker || ': ' || m.text)) AS words(v)
        WHERE m.owner_id = %(owner)s AND v @@ q ORDER BY ts_rank(v, q) DESC, m.id LIMIT {DEPTH}"""  # noqa: S608 - our own text

    def rank(loaded: Loaded, question: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"owner": loaded.owner.pk, "question": question})
            return [loaded.ids[row[0]] for row in cursor.fetchall()]

    return rank


OR_QUERY = "replace(plainto_tsquery('english', %(question)s)::text, '&', '|')::tsquery"
METHODS: dict[str, Method] = {
    "PostgreSQL websearch_to_tsquery, ts_rank": full_text("websearch_to_tsquery('english', %(question)s)"),
    "PostgreSQL OR query, ts_rank": full_text(OR_QUERY),
    "BM25 of the turn": only(turn=1.0),
    "BM25 of the window": only(window=1.0),
    "Daimon, without a model": daimon,
}


def pooled(loaded: Loaded, question: str) -> list[str]:
    """The exact cosine of the turn's own vector alone."""
    return daimon(loaded, question, WeightSet("baseline", cosine=1.0), query_vector(question))


def with_vectors(loaded: Loaded, question: str) -> list[str]:
    """The product's search with the installed embedder."""
    return daimon(loaded, question, vector=query_vector(question))


WITH_EMBEDDER: dict[str, Method] = {
    "pooled vector of the turn": pooled,
    "Daimon, with the local embedder": with_vectors,
}


def run(method: Method, talks: list[Loaded]) -> Tally:
    """Ask every question of every talk."""
    tally = Tally()
    for loaded in talks:
        for question in loaded.talk.questions:
            begun = time.perf_counter()
            ranked = method(loaded, question.text)
            tally.milliseconds.append((time.perf_counter() - begun) * 1000)
            tally.add(question.category, measure(loaded.talk, question, ranked))
    return tally
