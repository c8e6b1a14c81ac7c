"""Measures knowledge bases on a corpus that is the same everywhere: indexing, search, recall, beside plain pgvector on the same rows.

./daimon bench knowledge [--pages 10000] [--queries 200] [--kills 10] [--embedder FOLDER] [--seed N]

Pages are written in the manner of Python's own manual. Each has a sentence with four names; a question is these names and some
words of that sentence, in any order. Vectors are hashed words unless a folder with the weights of the local embedder is named:
they cost what real ones cost, and near words come near, so time and recall against an exact search mean something, and how well
questions are understood does not. Then an indexer is killed by SIGKILL at random moments, and what it leaves is compared row
by row with what an undisturbed one makes of the same documents.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from benchmarks.knowledge_parts.corpus import Asked, Paper, papers
from benchmarks.knowledge_parts.killed import kill_and_compare
from benchmarks.knowledge_parts.vectors import embedder
from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_KNOWLEDGE"
BATCH = 256
BOOKS, BOOK_PAGES = 4, 600  # that the killed indexer reads, at the full size
AS_IT_COMES: dict[str, str] = {}
AS_OURS = {"hnsw.ef_search": "200", "hnsw.iterative_scan": "strict_order"}
NEAREST = "SELECT chunk_id FROM training_chunkvector WHERE base_id = %s AND embedder = %s ORDER BY vector <=> %s::vector LIMIT 10"
EXACT = "SELECT chunk_id FROM training_chunkvector WHERE base_id = %s AND embedder = %s ORDER BY (vector <=> %s::vector) + 0, chunk_id LIMIT 10"


def main(arguments: list[str]) -> int:
    """Measure on servers of its own, which are gone afterwards."""
    _parser().parse_args(arguments)
    with test_servers() as environment:
        command = python("-m", "benchmarks.knowledge", *arguments)
        inside = {**environment, INSIDE: "1", "DJANGO_SETTINGS_MODULE": "project.settings", "LOG_LEVEL": "ERROR"}
        return subprocess.run(command, env=inside, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench knowledge", description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument(
        "--embedder", default="", help="A folder with model.safetensors and vocab.txt; minutes for a thousand pages."
    )
    parser.add_argument("--seed", type=int, default=int(time.time()), help="Of the moments of the kills.")
    return parser


def _measure(given: argparse.Namespace) -> int:
    from accounts.models import User
    from training.knowledge.services.make_base import make_base

    user = User.objects.create_user("bench@example.org")
    base = make_base(user=user, name="Bench")
    begun = time.perf_counter()
    made = papers(given.pages)
    print(f"wrote {given.pages:,} pages in {time.perf_counter() - begun:.0f} s", flush=True)
    problems = _index(base, made)
    _embed(given.embedder)
    every = [each for paper in made for each in paper.asked]
    _search(base, Random(11).sample(every, min(given.queries, len(every))), given.embedder)
    problems += _kill(user, given)
    print("\n".join(problems) or "all is as it must be")
    return 1 if problems else 0


def _index(base: Any, made: Sequence[Paper]) -> list[str]:
    """Every document read and indexed by its job, its vectors left for later."""
    from django.db import connection

    from jobs.worker.drain import run_waiting
    from training.knowledge.models import Chunk, Document
    from training.knowledge.services.add_document import upload_document

    begun = time.perf_counter()
    for paper in made:
        upload_document(base=base, name=paper.name, chunks=[paper.raw])
    run_waiting()
    seconds = time.perf_counter() - begun
    pages, failed = sum(len(paper.asked) for paper in made), Document.objects.exclude(state="ready").count()
    print(
        f"indexed {pages:,} pages in {len(made)} documents, {Chunk.objects.count():,} passages, in {seconds:.0f} s: "
        f"{pages / seconds:,.0f} pages a second by one worker; {failed} failed",
        flush=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE training_document, training_chunk, training_posting")
    return [f"{failed} documents failed"] if failed else []


def _embed(folder: str) -> None:
    from django.db import connection

    from training.knowledge.models import Chunk
    from training.knowledge.services.embed_passages import keep

    passages = list(Chunk.objects.order_by("id").values_list("id", "heading", "text"))
    begun = time.perf_counter()
    for at in range(0, len(passages), BATCH):
        keep(embedder(folder), passages[at : at + BATCH])
    seconds = time.perf_counter() - begun
    print(
        f"made and stored {len(passages):,} vectors of 384 numbers with their HNSW index in {seconds:.0f} s: {len(passages) / seconds:,.0f} a second",
        flush=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE training_chunkvector")


def _search(base: Any, asked: Sequence[Asked], folder: str) -> None:
    from training.knowledge.queries import search
    from training.retrieval.query_vector import QueryVector

    made = embedder(folder)
    vectors = [QueryVector(made.name, tuple(made.embed([each.question])[0].tolist())) for each in asked]

    def daimon(at: int, *, with_vector: bool, up_to: int = 10_000) -> list[Any]:
        search.EXACT_UP_TO = up_to
        found = search.search_knowledge([base], asked[at].question, vector=vectors[at] if with_vector else None)
        return [(each.passage_id, each.title, each.page, each.last_page) for each in found.passages]

    print("| search | p50 ms | p95 ms | recall@10 against exact | page of the question first | within ten |")
    print("| --- | --- | --- | --- | --- | --- |")
    exact = _row("words and vectors, all compared", asked, lambda at: daimon(at, with_vector=True, up_to=10**9), None)
    _row("words and vectors, by the index", asked, lambda at: daimon(at, with_vector=True, up_to=0), exact)
    _row("words alone", asked, lambda at: daimon(at, with_vector=False), None)
    plain = _row("plain pgvector, all compared", asked, lambda at: _plain(base, EXACT, vectors[at], AS_IT_COMES), None)
    _row("plain pgvector, HNSW as it comes", asked, lambda at: _plain(base, NEAREST, vectors[at], AS_IT_COMES), plain)
    _row("plain pgvector, HNSW of 200, iterative", asked, lambda at: _plain(base, NEAREST, vectors[at], AS_OURS), plain)


def _row(
    name: str, asked: Sequence[Asked], find: Callable[[int], list[Any]], exact: list[set[Any]] | None
) -> list[set[Any]]:
    times, found, first, within = [], [], 0, 0
    for at in range(min(5, len(asked))):
        find(at)
    for at, each in enumerate(asked):
        begun = time.perf_counter()
        hits = find(at)
        times.append((time.perf_counter() - begun) * 1000)
        found.append({hit[0] for hit in hits})
        right = [hit[1] == each.title and hit[2] <= each.page <= hit[3] for hit in hits]
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


def _plain(base: Any, query: str, vector: Any, options: dict[str, str]) -> list[Any]:
    """What a program finds that has only vectors, with what it needs to show it."""
    from django.db import connection, transaction

    from training.knowledge.models import Chunk

    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in options.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        cursor.execute(query, [base.pk, vector.embedder, vector.literal()])
        ids = [row[0] for row in cursor.fetchall()]
    known = Chunk.objects.select_related("document").in_bulk(ids)
    return [(pk, known[pk].document.title, known[pk].page, known[pk].last_page) for pk in ids]


def _kill(user: Any, given: argparse.Namespace) -> list[str]:
    """Books as long as the corpus allows, so that a kill falls into the middle of one."""
    each = max(100, min(BOOK_PAGES, given.pages // 10))
    books = papers(BOOKS * each, seed=13, pages_each=each, kinds="pt")
    seen = kill_and_compare(user, books, kills=given.kills, embedder=given.embedder, seed=given.seed)
    moments = ", ".join(f"{what} ({times})" for what, times in sorted(Counter(seen.at).items()))
    print(
        f"killed {seen.kills} times (seed {given.seed}) while it indexed {BOOKS} documents of {each} pages, {seen.passages:,} passages and "
        f"{seen.postings:,} postings; {seen.retried} went on by retry; state and segments done when it was killed: {moments}\n"
        f"twice {seen.duplicate}, missing {seen.missing}, not as without kills {seen.others}; {seen.seconds:.0f} s",
        flush=True,
    )
    wrong = [f"{seen.duplicate} rows twice"] * bool(seen.duplicate) + [f"{seen.missing} rows missing"] * bool(
        seen.missing
    )
    wrong += [f"{seen.others} rows are others"] * bool(seen.others)
    return wrong + [f"Only {seen.kills} of {given.kills} kills met work."] * (seen.kills < given.kills / 2)


if __name__ == "__main__" and os.environ.get(INSIDE):
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    sys.exit(_measure(_parser().parse_args(sys.argv[1:])))
