"""Measures memory with many owners and with large ones, beside raw exact pgvector on the same rows.

./daimon bench memory-scale [--owners 1000] [--each 100] [--large 5000 20000]
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from project.stack.processes import python
from project.stack.suite import test_servers

if TYPE_CHECKING:
    from accounts.models import User

INSIDE = "DAIMON_BENCH_MEMORY_SCALE"
QUERIES = 60
VECTORS = """
INSERT INTO chat_memoryvector (owner_id, memory_id, number, embedder, own, around)
SELECT e.owner_id, e.memory_id, e.number, 'bench', r.v, r.v FROM chat_memoryentry e,
       LATERAL (SELECT array_agg(random() - 0.3)::vector AS v FROM generate_series(1, 384) WHERE e.memory_id IS NOT NULL) r
WHERE e.owner_id = %s
"""
EXACT = "SELECT memory_id FROM chat_memoryvector WHERE owner_id = %s AND embedder = 'bench' ORDER BY own <=> %s::vector, memory_id LIMIT 10"


def main(arguments: list[str]) -> int:
    """Measure on servers of its own, which are gone afterwards."""
    _parser().parse_args(arguments)
    with test_servers() as environment:
        command = python("-m", "benchmarks.memory_scale", *arguments)
        inside = {**environment, INSIDE: "1", "DJANGO_SETTINGS_MODULE": "project.settings"}
        return subprocess.run(command, env=inside, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench memory-scale", description=__doc__)
    parser.add_argument("--owners", type=int, default=1_000)
    parser.add_argument("--each", type=int, default=100, help="memories of each owner")
    parser.add_argument("--large", type=int, nargs="*", default=[5_000, 20_000], help="sizes of further owners")
    return parser


def _measure(given: argparse.Namespace) -> None:
    from django.db import connection

    random = Random(6)
    begun = time.perf_counter()
    small = [_owner(random, f"small{number}", given.each) for number in range(given.owners)]
    seconds = time.perf_counter() - begun
    total = given.owners * given.each
    print(
        f"remembered {total:,} memories of {given.owners:,} owners in {seconds:.0f} s ({total / seconds:,.0f} a second)"
    )
    large = [(size, _owner(random, f"large{size}", size)) for size in given.large]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chat_memoryembedder (name, dimensions) VALUES ('bench', 384)")
        for owner in [*small[:5], *(each for _, each in large)]:
            cursor.execute(VECTORS, [owner.pk])
        cursor.execute("VACUUM ANALYZE chat_memory, chat_memoryversion, chat_memoryentry, chat_memoryvector")
    print(
        "| memories of the owner | method | p50 ms | p95 ms | recall@10 against exact |\n| --- | --- | --- | --- | --- |"
    )
    for size, owners in [(given.each, small[:5]), *((size, [owner]) for size, owner in large)]:
        _searches(random, size, owners)
    _adding(random, small[0])


def _owner(random: Random, name: str, size: int) -> "User":
    from accounts.models import User
    from chat.memory.services.remember import remember_many

    owner = User.objects.create_user(f"{name}@example.org")
    for begin in range(0, size, 500):
        remember_many(owner=owner, items=[_item(random, at) for at in range(begin, min(size, begin + 500))], now=_now())
    return owner


def _item(random: Random, at: int) -> Any:
    from chat.memory.services.remember import NewMemory

    return NewMemory(
        text=_text(random),
        kind="episodic",
        session=f"s{at // 20}",
        position=at % 20,
        speaker=random.choice(("Bea", "Ada")),
    )


def _text(random: Random) -> str:
    return " ".join(
        f"{random.choice('bcdfglmnprst')}{random.choice('aeiou')}{int(random.paretovariate(0.7)) % 3000}"
        for _ in range(14)
    )


def _now() -> Any:
    from project.lib.clock import now

    return now()


def _searches(random: Random, size: int, owners: list["User"]) -> None:
    from django.db import connection

    from chat.memory.queries.search import search
    from chat.memory.rules.weights import KEYWORDS, VECTORS, WeightSet
    from training.retrieval.query_vector import QueryVector

    cosine = WeightSet("cosine", cosine=1.0)

    def exact(owner: "User", query: str, vector: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(EXACT, [owner.pk, vector.literal()])
            return [row[0] for row in cursor.fetchall()]

    def found(weights: WeightSet, *, with_vector: bool) -> Callable[..., list[Any]]:
        return lambda owner, query, vector: [
            each.memory_id
            for each in search(owner.pk, query, now=_now(), vector=vector if with_vector else None, weights=weights)
        ]

    methods = {
        "raw exact pgvector": exact,
        "Daimon, keywords": found(KEYWORDS, with_vector=False),
        "Daimon, keywords and vectors": found(VECTORS, with_vector=True),
        "Daimon, cosine alone": found(cosine, with_vector=True),
    }
    asked = [
        (
            random.choice(owners),
            _text(random)[:40],
            QueryVector("bench", tuple(random.random() - 0.3 for _ in range(384))),
        )
        for _ in range(QUERIES)
    ]
    truth = [set(exact(*each)) for each in asked]
    for name, method in methods.items():
        taken, recalls = [], []
        for each, right in zip(asked, truth, strict=True):
            begun = time.perf_counter()
            got = method(*each)
            taken.append((time.perf_counter() - begun) * 1000)
            recalls.append(len(right & set(got)) / len(right))
        recall = (
            f"{statistics.fmean(recalls):.3f}" if name != "Daimon, keywords" and "keywords and" not in name else "—"
        )
        print(
            f"| {size:,} | {name} | {statistics.median(taken):.1f} | {statistics.quantiles(taken, n=20)[-1]:.1f} | {recall} |"
        )


def _adding(random: Random, owner: "User") -> None:
    """One memory through the service beside one plain row of the same table, in turn."""
    from chat.memory.services.remember import remember
    from chat.models import Memory

    plain, ours = [], []
    for number in range(200):
        text = f"{_text(random)} {number}"
        begun = time.perf_counter()
        Memory.objects.create(
            owner=owner,
            kind="semantic",
            text=text,
            text_hash="",
            occurred_at=_now(),
            valid_from=_now(),
            created_at=_now(),
            changed_at=_now(),
        )
        plain.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        remember(owner=owner, text=f"again {text}", now=_now())
        ours.append(time.perf_counter() - begun)
    ratio = statistics.median(ours) / statistics.median(plain)
    print(
        f"\nadd: {statistics.median(ours) * 1000:.1f} ms; a plain insert: {statistics.median(plain) * 1000:.1f} ms; ratio {ratio:.1f}"
    )


if __name__ == "__main__" and os.environ.get(INSIDE):
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    _measure(_parser().parse_args(sys.argv[1:]))
