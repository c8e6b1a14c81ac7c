"""Buys with points from many threads and processes at once, and proves afterwards that every point is accounted for.

    ./daimon bench economy [--purchases 20000] [--threads 64] [--processes 4] [--people 50] [--keys 50]

The same load runs against a naive purchase (read the balance, check, save), which shows what is prevented. Those who buy and
the database share this machine's cores, so a purchase mostly waits for them; what it costs by itself is shown beside it.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_ECONOMY"
SPIRITS = 400
PRICE = 7


def main(arguments: list[str]) -> int:
    """Measure on servers of its own, which are gone afterwards."""
    given = _parser().parse_args(arguments)
    with test_servers() as environment:
        command = python("-m", "benchmarks.economy", *arguments)
        inside = {**environment, INSIDE: "1", "DJANGO_SETTINGS_MODULE": "project.settings", "LOG_LEVEL": "ERROR"}
        assert given.processes > 0
        return subprocess.run(command, env=inside, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench economy", description=__doc__)
    parser.add_argument("--purchases", type=int, default=20_000, help="attempts over all people")
    parser.add_argument("--threads", type=int, default=64, help="over all processes")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--keys", type=int, default=50, help="keys that are sent many times at once")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    return parser


def _lead(given: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    budgets = _make_world(given)
    alone = _buy_alone()
    before = _database_seconds()
    workers = [
        subprocess.Popen(
            [*python("-m", "benchmarks.economy"), *sys.argv[1:], "--worker", str(number)], stdout=subprocess.PIPE
        )
        for number in range(given.processes)
    ]
    reports = [json.loads(worker.communicate()[0]) for worker in workers]
    windows = [report["window"] for report in reports]
    _tell_costs(alone, reports, _database_seconds() - before)
    return _judge(given, budgets, reports, max(end for _, end in windows) - min(start for start, _ in windows))


def _make_world(given: argparse.Namespace) -> dict[str, int]:
    """People with different balances and spirits that all cost the same."""
    from accounts.models import User
    from project.lib.clock import now
    from spirits.models import Category, Spirit
    from spirits.services.economy.move_points import grant_points

    shelf = Category.objects.create(slug="shelf", name="Shelf")
    Spirit.objects.bulk_create(
        Spirit(
            slug=f"s{number}", name=f"S{number}", category=shelf, icon="✨", tier="basic", price_points=PRICE,
            price_cents=PRICE * 10, state="live", summary="", description="",
        )
        for number in range(SPIRITS)
    )  # fmt: skip
    budgets: dict[str, int] = {}
    for number in range(given.people):
        user = User.objects.create_user(f"person{number}@example.org")
        points = PRICE * (40 + 5 * number) + number % PRICE
        grant_points(user=user, points=points, key=f"start:{user.pk}", at=now(), reason="")
        budgets[str(user.pk)] = points
    return budgets


def _buy_alone() -> list[float]:
    """How long purchases take somebody whom nothing keeps waiting."""
    from accounts.models import User
    from project.lib.clock import now
    from spirits.models import Spirit
    from spirits.services.economy.move_points import grant_points

    loner = User.objects.create_user("alone@example.org")
    grant_points(user=loner, points=PRICE * SPIRITS, key="alone", at=now(), reason="")
    return [_buy(loner, spirit, f"alone:{spirit.pk}")[2] for spirit in Spirit.objects.all()]


def _database_seconds() -> float:
    """The processor time of all of the database's processes so far."""
    import psutil

    folder = Path(os.environ["DAIMON_TEST_SERVERS"]) / "postgres"
    server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    spent = server.cpu_times()
    living = [child.cpu_times() for child in server.children(recursive=True)]
    ended = spent.children_user + spent.children_system
    return float(spent.user + spent.system + ended + sum(each.user + each.system for each in living))


def _tell_costs(alone: list[float], reports: list[dict[str, Any]], database: float) -> None:
    spans, attempts = sorted(alone), sum(len(report["spans"]) for report in reports)
    client = sum(report["seconds"] for report in reports)
    print(f"alone: a purchase takes p50 {spans[len(spans) // 2] * 1000:.1f} ms, p95 {_p95(spans):.1f} ms")
    print(
        f"processor time of an offer and a purchase, refused ones too, on {os.cpu_count()} cores: "
        f"{client / attempts * 1000:.2f} ms in Python, {database / attempts * 1000:.2f} ms in PostgreSQL"
    )


def _p95(spans: list[float]) -> float:
    return spans[int(len(spans) * 0.95)] * 1000


def _work(given: argparse.Namespace) -> int:
    """One process: its threads buy random spirits for random people until the attempts are used up."""
    from django.db import connection

    from accounts.models import User
    from spirits.models import Spirit

    people = list(User.objects.filter(email__startswith="person").order_by("pk"))
    spirits = list(Spirit.objects.order_by("pk"))
    threads = max(1, given.threads // given.processes)
    attempts = given.purchases // given.processes // threads
    outcomes: dict[str, int] = {}
    offers: list[float] = []
    spans: list[float] = []
    paid: list[float] = []
    ends: list[float] = []
    lock = threading.Lock()
    began_at, spent_at = time.monotonic(), time.process_time()

    def run(number: int) -> None:
        rng = random.Random(f"{given.worker}:{number}")
        for turn in range(attempts):
            user, spirit = rng.choice(people), rng.choice(spirits)
            outcome, offered, bought = _buy(user, spirit, f"{given.worker}:{number}:{turn}")
            with lock:
                offers.append(offered)
                spans.append(bought)
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
                if outcome == "paid":
                    paid.append(bought)
        with lock:
            ends.append(time.monotonic())
        for turn in range(given.keys):  # every thread of every process sends the same keys
            outcome = _repeat(people[turn % len(people)], f"same:{turn}")
            with lock:
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
        connection.close()

    crew = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    window = [began_at, max(ends)]
    seconds = time.process_time() - spent_at
    told = {"outcomes": outcomes, "offers": offers, "spans": spans, "paid": paid, "window": window, "seconds": seconds}
    print(json.dumps({**told, "naive": _naive(given)}))
    return 0


def _buy(user: Any, spirit: Any, key: str) -> tuple[str, float, float]:
    """The outcome, the seconds until the offer was there, and the seconds the purchase took."""
    from project.lib.clock import now
    from project.lib.errors import DaimonError
    from spirits.models import Purchase
    from spirits.queries.economy.quotes import quote
    from spirits.services.purchase import buy

    at, method = now(), Purchase.Method.POINTS
    began = agreed_at = time.perf_counter()
    outcome = "paid"
    try:
        # Everybody may buy with points here: the spirits unlock at Novice 1.
        agreed = quote(buyer=user, recipient=user, thing=spirit, method=method, at=at).fingerprint
        agreed_at = time.perf_counter()
        buy(buyer=user, thing=spirit, method=method, agreed=agreed, key=key, at=at)
    except DaimonError as error:
        outcome = error.code
        agreed_at = time.perf_counter() if agreed_at == began else agreed_at
    return outcome, agreed_at - began, time.perf_counter() - agreed_at


def _repeat(user: Any, key: str) -> str:
    from project.lib.clock import now
    from spirits.services.economy.move_points import grant_points

    return f"repeat:{grant_points(user=user, points=1, key=key, at=now(), reason='').pk}"


def _naive(given: argparse.Namespace) -> dict[str, int]:
    """Read, check, save on a plain table: what the ledger prevents."""
    from django.db import connection

    lost: dict[str, int] = {"sold": 0}
    lock = threading.Lock()

    def run() -> None:
        with connection.cursor() as cursor:
            for _ in range(100):
                cursor.execute("SELECT balance FROM bench_naive WHERE id = 1")
                (balance,) = cursor.fetchone()
                if balance < PRICE:
                    break
                cursor.execute("UPDATE bench_naive SET balance = %s WHERE id = 1", [balance - PRICE])
                with lock:
                    lost["sold"] += 1
        connection.close()

    crew = [threading.Thread(target=run) for _ in range(4)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return lost


def _judge(given: argparse.Namespace, budgets: dict[str, int], reports: list[dict[str, Any]], seconds: float) -> int:
    from django.db.models import Count, Sum

    from spirits.models import Account, Grant, LedgerTransaction, Purchase
    from spirits.queries.economy.reconciliation import CHECKS, find_breaks

    outcomes: dict[str, int] = {}
    for report in reports:
        for name, number in report["outcomes"].items():
            short = name.partition(":")[0]
            outcomes[short] = outcomes.get(short, 0) + number
    repeated = {name for report in reports for name in report["outcomes"] if name.startswith("repeat:")}
    spans, offers, bought = (
        sorted(span for report in reports for span in report[kind]) for kind in ("spans", "offers", "paid")
    )
    paid = (
        Purchase.objects.filter(state="paid", buyer_key__in=budgets)
        .values("buyer_key")
        .annotate(sum=Sum("amount"), count=Count("pk"))
    )
    bonus = dict.fromkeys(budgets, 0)
    for row in LedgerTransaction.objects.filter(key__startswith="same:").prefetch_related("entries__account"):
        holder = next(str(e.account.holder) for e in row.entries.all() if e.account.holder)
        bonus[holder] += 1
    spent = {str(row["buyer_key"]): row["sum"] for row in paid}
    balances = {str(a.holder): a.balance for a in Account.objects.filter(kind="wallet", holder__in=budgets)}
    drift = sum(abs(budgets[user] + bonus[user] - spent.get(user, 0) - balances[user]) for user in budgets)
    doubled = Grant.objects.values("owner", "spirit").annotate(n=Count("pk")).filter(n__gt=1).count()
    began = time.monotonic()
    breaks = find_breaks()
    reconciled = time.monotonic() - began
    sold = sum(report["naive"]["sold"] for report in reports)
    print(f"attempts {len(spans)} in {seconds:.1f} s ({len(spans) / seconds:.0f}/s)")
    for name, found in (("purchase", spans), ("purchase that was paid", bought), ("offer", offers)):
        print(f"{name}: p50 {found[len(found) // 2] * 1000:.0f} ms, p95 {_p95(found):.0f} ms")
    print("outcomes " + ", ".join(f"{name} {number}" for name, number in sorted(outcomes.items())))
    print(f"keys {given.keys} sent {outcomes.get('repeat', 0)} times: {len(repeated)} effects")
    print(
        f"drift {drift}, duplicate grants {doubled}, broken rows {len(breaks)} of {len(CHECKS)} checks ({reconciled:.1f} s)"
    )
    print(f"naive read, check, save: sold {sold} where the balance allowed {NAIVE_ALLOWS}")
    is_exact = (
        not (drift or doubled or breaks)
        and len(repeated) == given.keys
        and outcomes["paid"] == sum(r["count"] for r in paid)
    )
    print("every point is accounted for" if is_exact else "POINTS ARE MISSING")
    return 0 if is_exact else 1


NAIVE_ALLOWS = 100


def _inside() -> int:
    import django

    django.setup()
    from django.db import connection

    given = _parser().parse_args()
    if given.worker is not None:
        return _work(given)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_naive (id int PRIMARY KEY, balance int)")
        cursor.execute("INSERT INTO bench_naive VALUES (1, %s)", [PRICE * NAIVE_ALLOWS])
    return _lead(given)


if __name__ == "__main__" and os.environ.get(INSIDE):
    sys.exit(_inside())
