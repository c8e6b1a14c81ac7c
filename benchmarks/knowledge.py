"""Measures knowledge bases on a corpus that is the same everywhere: indexing, search, recall, beside plain pgvector on the same rows.

./daimon bench knowledge [--pages 10000] [--queries 200]

Vectors are hashed words, not language: they cost what real ones cost, and near words come near, so time and recall against an
exact search mean something, and how well questions are understood does not.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any

from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_KNOWLEDGE"
PAGES_EACH = 100
WORDS_EACH = 230  # of one page
VOCABULARY = 12_000
EMBEDDER = "bench:hashed-words"
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "da",
    "de",
    "di",
    "do",
    "du",
    "ka",
    "ke",
    "ki",
    "ko",
    "ku",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "me",
    "mi",
    "mo",
    "mu",
    "na",
    "ne",
    "ni",
    "no",
    "nu",
    "ra",
    "re",
    "ri",
    "ro",
    "ru",
    "sa",
    "se",
    "si",
    "so",
    "su",
    "ta",
    "te",
    "ti",
    "to",
    "tu",
]
NEAREST = "SELECT chunk_id FROM training_chunkvector WHERE base_id = %s AND embedder = %s ORDER BY vector <=> %s::vector LIMIT 10"
EXACT = "SELECT chunk_id FROM training_chunkvector WHERE base_id = %s AND embedder = %s ORDER BY (vector <=> %s::vector) + 0, chunk_id LIMIT 10"


def main(arguments: list[str]) -> int:
    """Measure on servers of its own, which are gone afterwards."""
    _parser().parse_args(arguments)
    with test_servers() as environment:
        command = python("-m", "benchmarks.knowledge", *arguments)
        inside = {**environment, INSIDE: "1", "DJANGO_SETTINGS_MODULE": "project.settings"}
        return subprocess.run(command, env=inside, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench knowledge", description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    return parser


class HashedWords:
    """An embedder without weights: a text is the sum of its words' random vectors, rare words counting more."""

    name = EMBEDDER

    def embed(self, texts: Sequence[str]) -> Any:
        """One vector of length 1 for each text."""
        import numpy as np

        rows = np.stack([np.sum([_word(word) for word in text.lower().split()], axis=0) for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@cache
def _word(word: str) -> Any:
    import numpy as np

    chance = np.random.default_rng(int.from_bytes(word.encode()[:16], "big") % 2**63)
    return chance.normal(0, 1 if len(word) > 4 else 0.3, 384).astype("float32")


@cache
def _vocabulary() -> list[str]:
    random = Random(1)
    words = {"".join(random.choices(SYLLABLES, k=random.choice((2, 3, 3, 4)))) for _ in range(VOCABULARY * 2)}
    return sorted(words)[:VOCABULARY]


def _page(random: Random) -> tuple[list[str], str]:
    """The sentences of a page, and four rare words that only one of them has together."""
    words, weights = _vocabulary(), _weights()
    fact = " ".join(random.sample(words[2_000:], 4))
    drawn = random.choices(words, cum_weights=weights, k=WORDS_EACH)
    sentences = [" ".join(drawn[begin : begin + 12]).capitalize() + "." for begin in range(0, WORDS_EACH, 12)]
    sentences.insert(random.randrange(len(sentences)), f"{fact.capitalize()}.")
    return sentences, fact


@cache
def _weights() -> list[float]:
    total, found = 0.0, []
    for rank in range(1, len(_vocabulary()) + 1):
        total += 1 / rank
        found.append(total)
    return found


def _documents(pages: int) -> list[tuple[str, bytes, list[str]]]:
    """Name, bytes and the pages' facts of each document: six in ten are PDF, the others text with form feeds."""
    from training.knowledge.tests.documents import pdf

    random, made = Random(7), []
    for number in range(pages // PAGES_EACH):
        drawn = [_page(random) for _ in range(PAGES_EACH)]
        facts = [fact for _, fact in drawn]
        if number % 10 < 6:
            made.append((f"{number}.pdf", pdf([sentences for sentences, _ in drawn]), facts))
        else:
            made.append((f"{number}.txt", "\f".join(" ".join(each) for each, _ in drawn).encode(), facts))
    return made


def _measure(given: argparse.Namespace) -> None:
    from accounts.models import User
    from training.knowledge.services.make_base import make_base

    base = make_base(user=User.objects.create_user("bench@example.org"), name="Bench")
    documents = _documents(given.pages)
    facts = _index(base, documents)
    _embed(base)
    asked = Random(11).sample(facts, min(given.queries, len(facts)))
    _search(base, asked)


def _index(base: Any, documents: list[tuple[str, bytes, list[str]]]) -> list[tuple[str, str, int]]:
    """Every document read and indexed by its job; each fact with its document's title and its page."""
    from django.db import connection

    from jobs.worker.drain import run_waiting
    from training.knowledge.models import Chunk, Document
    from training.knowledge.services.add_document import upload_document

    begun = time.perf_counter()
    for name, raw, _ in documents:
        upload_document(base=base, name=name, chunks=[raw])
    run_waiting()
    seconds = time.perf_counter() - begun
    pages, failed = len(documents) * PAGES_EACH, Document.objects.exclude(state="ready").count()
    print(
        f"indexed {pages:,} pages in {len(documents)} documents, {Chunk.objects.count():,} passages, in {seconds:.0f} s: "
        f"{pages / seconds:,.0f} pages a second by one worker; {failed} failed",
        flush=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE training_document, training_chunk, training_posting")
    return [(fact, name, page) for name, _, facts in documents for page, fact in enumerate(facts, 1)]


def _embed(base: Any) -> None:
    from django.db import connection

    from training.knowledge.models import Chunk
    from training.knowledge.services.embed_passages import keep

    passages = list(Chunk.objects.order_by("id").values_list("id", "heading", "text"))
    begun = time.perf_counter()
    for at in range(0, len(passages), 500):
        keep(HashedWords(), passages[at : at + 500])  # type: ignore[arg-type]  # what it is asked for is there
    seconds = time.perf_counter() - begun
    print(f"stored {len(passages):,} vectors of 384 numbers with their HNSW index in {seconds:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE training_chunkvector")


def _search(base: Any, asked: list[tuple[str, str, int]]) -> None:
    from training.knowledge.queries import search
    from training.retrieval.query_vector import QueryVector

    vectors = [QueryVector(EMBEDDER, tuple(HashedWords().embed([fact])[0].tolist())) for fact, _, _ in asked]

    def daimon(at: int, *, with_vector: bool, up_to: int = 10_000) -> list[Any]:
        search.EXACT_UP_TO = up_to
        found = search.search_knowledge([base], asked[at][0], vector=vectors[at] if with_vector else None)
        return [(each.passage_id, each.title, each.page, each.last_page) for each in found.passages]

    print("| search | p50 ms | p95 ms | recall@10 against exact | page of the question first | within ten |")
    print("| --- | --- | --- | --- | --- | --- |")
    exact = _row("words and vectors, all compared", asked, lambda at: daimon(at, with_vector=True, up_to=10**9), None)
    _row("words and vectors, by the index", asked, lambda at: daimon(at, with_vector=True, up_to=0), exact)
    _row("words alone", asked, lambda at: daimon(at, with_vector=False), None)
    plain = _row("plain pgvector, all compared", asked, lambda at: _plain(base, EXACT, vectors[at]), None)
    _row("plain pgvector, HNSW", asked, lambda at: _plain(base, NEAREST, vectors[at]), plain)


def _row(
    name: str, asked: list[tuple[str, str, int]], find: Callable[[int], list[Any]], exact: list[set[Any]] | None
) -> list[set[Any]]:
    times, found, first, within = [], [], 0, 0
    for at in range(min(5, len(asked))):
        find(at)
    for at, (_, title, page) in enumerate(asked):
        begun = time.perf_counter()
        hits = find(at)
        times.append((time.perf_counter() - begun) * 1000)
        found.append({each[0] for each in hits})
        right = [each[1] == title and each[2] <= page <= each[3] for each in hits]
        first, within = first + bool(right and right[0]), within + any(right)
    recall = (
        ""
        if exact is None
        else f"{sum(len(a & b) for a, b in zip(found, exact, strict=True)) / sum(map(len, exact)):.3f}"
    )
    p95 = statistics.quantiles(times, n=20)[-1]
    share = len(asked)
    print(
        f"| {name} | {statistics.median(times):.1f} | {p95:.1f} | {recall} | {first / share:.1%} | {within / share:.1%} |",
        flush=True,
    )
    return found


def _plain(base: Any, query: str, vector: Any) -> list[Any]:
    from django.db import connection

    from training.knowledge.models import Chunk

    with connection.cursor() as cursor:
        cursor.execute(query, [base.pk, EMBEDDER, vector.literal()])
        ids = [row[0] for row in cursor.fetchall()]
    known = Chunk.objects.select_related("document").in_bulk(ids)
    return [(pk, known[pk].document.title, known[pk].page, known[pk].last_page) for pk in ids]


if __name__ == "__main__" and os.environ.get(INSIDE):
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    _measure(_parser().parse_args(sys.argv[1:]))
