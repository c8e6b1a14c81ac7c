"""Checks access with two million grants, and compares the SQL function with a plain-Python oracle.

    ./daimon bench access-scale [--grants 2000000] [--checks 5000] [--cases 200000]

A check must take less than 2 ms at the 95th percentile, the whole catalogue for a person at most three queries, and no
decision may differ from the oracle's.
"""

import argparse
import random
import sys
import time
from typing import Any

from benchmarks.shop_parts.alone import alone, is_inside, set_up

SPIRITS = 400
PER_PERSON = 100
MOST_MS = 2.0
WORLD_CASES = 24 * 14  # people x spirits of one of the oracle's worlds


def main(arguments: list[str]) -> int:
    """Run in a process with servers of its own."""
    _parser().parse_args(arguments)
    return alone("benchmarks.access_scale", arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench access-scale", description=__doc__)
    parser.add_argument("--grants", type=int, default=2_000_000)
    parser.add_argument("--checks", type=int, default=5_000)
    parser.add_argument("--cases", type=int, default=200_000)
    return parser


def _inside() -> int:
    set_up()
    given = _parser().parse_args()
    is_right = _compare(given.cases)
    _fill(given.grants)
    is_fast = _measure(given.checks)
    print("as promised" if is_right and is_fast else "NOT AS PROMISED")
    return 0 if is_right and is_fast else 1


def _compare(cases: int) -> bool:
    from django.db import transaction

    from spirits.testing_access import compare_access

    compared = open_ones = seed = 0
    differences: list[str] = []
    while compared < cases:
        seed += 1
        with transaction.atomic():
            each, opened, found = compare_access(seed, moments_each=150)
            transaction.set_rollback(True)
        compared, open_ones, differences = compared + each, open_ones + opened, differences + found
    print(f"oracle: {compared} decisions in {seed} worlds, {open_ones} open, {len(differences)} differences")
    for difference in differences[:5]:
        print(f"  {difference}")
    return not differences


def _fill(grants: int) -> None:
    """People, spirits and grants by the database itself: a tenth has ended, a tenth was revoked, a tenth are trials."""
    from django.db import connection

    began = time.monotonic()
    _make_spirits()
    people = -(-grants // PER_PERSON)
    _make_people(people)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO spirits_grant (id, owner_id, spirit_id, source, source_id, starts_at, ends_at, revoked_at, calls_limit,
                calls_used, reason, actor, created_at)
            SELECT uuidv7(), u.id, s.id, CASE WHEN n %% 10 = 3 THEN 'trial' ELSE 'granted' END, uuidv7(),
                now() - interval '90 days', CASE WHEN n %% 10 = 1 THEN now() - interval '1 day' END,
                CASE WHEN n %% 10 = 2 THEN now() - interval '1 day' END, CASE WHEN n %% 10 = 3 THEN 3 END,
                CASE WHEN n %% 10 = 3 THEN n %% 4 ELSE 0 END, '', NULL, now()
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_user) u
            CROSS JOIN generate_series(0, %s) n
            JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM spirits_spirit) s
                ON s.place = 1 + (u.place * 7 + n * 3) %% %s
            """,
            [PER_PERSON - 1, SPIRITS],
        )
        made = cursor.rowcount
        cursor.execute("ANALYZE")
    print(f"{made} grants of {people} people over {SPIRITS} spirits in {time.monotonic() - began:.0f} s")


def _make_spirits() -> None:
    from spirits.models import Category, Spirit

    shelf = Category.objects.create(slug="shelf", name="Shelf")
    Spirit.objects.bulk_create(
        Spirit(
            slug=f"g{number}", name=f"G{number}", category=shelf, icon="✨", tier="basic", price_points=7, price_cents=70,
            state="live", summary="", description="",
        )
        for number in range(SPIRITS)
    )  # fmt: skip


def _make_people(people: int) -> None:
    from accounts.models import User

    User.objects.bulk_create((User(email=f"g{number}@example.org") for number in range(people)), batch_size=2_000)


def _measure(checks: int) -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from project.lib.clock import now
    from spirits.models import Spirit
    from spirits.queries.economy.access import access_of, access_to

    rng, at = random.Random(1), now()
    people = list(User.objects.order_by("?")[:1000])
    spirits = list(Spirit.objects.values_list("pk", flat=True))
    spans: list[float] = []
    opened = 0
    for _ in range(checks):
        person, spirit = rng.choice(people), rng.choice(spirits)
        began = time.perf_counter()
        opened += access_to(person, spirit, at=at).is_open
        spans.append((time.perf_counter() - began) * 1000)
    whole: list[float] = []
    for person in people[:300]:
        began = time.perf_counter()
        access_of(person, at=at)
        whole.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        access_of(people[0], at=at)
    _tell("check", spans)
    _tell("whole catalogue", whole)
    print(f"{opened} of {checks} open; the whole catalogue takes {len(queries)} query")
    return _p95(spans) < MOST_MS and len(queries) <= 3


def _p95(spans: list[float]) -> float:
    return sorted(spans)[int(len(spans) * 0.95)]


def _tell(name: str, spans: list[float]) -> Any:
    middle = sorted(spans)[len(spans) // 2]
    print(f"{name}: p50 {middle:.2f} ms, p95 {_p95(spans):.2f} ms, longest {max(spans):.1f} ms")


if __name__ == "__main__" and is_inside():
    sys.exit(_inside())
