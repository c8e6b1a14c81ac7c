"""Buys by card through Stripe's SDK against localstripe while workers die and messages get lost, and compares both books.

    ./daimon bench card-saga [--purchases 2000] [--kills 100] [--people 100] [--workers 2] [--seed N]

A fifth of the cards is declined, others are asked about by their bank, people leave pages or change their minds after paying.
Messages are dropped, doubled and overtake each other; answers of the gateway are lost after the work was done. At the end
succeeded - refunded at the gateway must be fulfilled - revoked here, to the cent, and every check of the economy must hold.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.faults_queue import Site, environment_of
from project.testing.card_front import KEY, SECRETS, CardFront, card_front

FAULTS = {"drop": 0.2, "double": 0.2, "late": 0.3, "lose_answer": 0.02, "refuse": 0.02}
HOME, FRONT = "FAULTS_HOME", "CARD_FRONT"


def main(arguments: list[str]) -> int:
    """Everything on servers of its own, which are gone afterwards."""
    parser = argparse.ArgumentParser(prog="./daimon bench card-saga", description=__doc__)
    parser.add_argument("--purchases", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--patience", type=int, default=600, help="seconds that what is under way gets to end")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    if FRONT in os.environ:
        address, upstream = os.environ[FRONT].split()
        return run(Path(os.environ[HOME]), CardFront(address, upstream), asked)
    return alone("benchmarks.card_saga", [*arguments, "--seed", str(asked.seed)])


def alone(module: str, arguments: list[str]) -> int:
    """Run the experiment in a process whose environment names its own servers and its own card gateway."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a private folder is made in it
    home = Path(tempfile.mkdtemp(prefix="daimon-cards-", dir=memory))
    try:
        with card_front() as front:
            environment = {
                **environment_of(home),
                FRONT: f"{front.address} {front.upstream}",
                "STRIPE_SECRET_KEY": KEY,
                "STRIPE_API_BASE": front.address,
                "STRIPE_WEBHOOK_SECRETS": ",".join(SECRETS),
                "PUBLIC_URL": "http://127.0.0.1:1",
                "RATE_LIMITS": "false",
            }
            command = [sys.executable, "-m", module, *arguments]
            return subprocess.run(command, env=environment, cwd=Path(__file__).parent.parent, check=False).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run(home: Path, front: CardFront, asked: argparse.Namespace) -> int:
    """Servers up, a market, buying and killing, both books compared, servers down."""
    random.seed(asked.seed)
    servers = Site(home)
    try:
        import django

        django.setup()
        from django.core.management import call_command

        from project.testing.site import another_web_process

        call_command("migrate", verbosity=0)
        with another_web_process(dict(os.environ)) as address:
            front.control("webhook", url=f"{address}/webhooks/stripe/", secrets=list(SECRETS))
            return experiment(servers, front, asked)
    finally:
        servers.close()


def experiment(servers: Site, front: CardFront, asked: argparse.Namespace) -> int:
    """Order, refund and kill until all is done; then compare."""
    from benchmarks.shop_parts.market import open_market
    from benchmarks.shop_parts.proof import ask_for_poll, cancel_the_rest, compare, settle_down
    from benchmarks.shop_parts.visitors import Visitors

    chance = random.Random(asked.seed)
    spirits = asked.purchases // asked.people + 10
    market = open_market(front, people=asked.people, spirits=spirits, points=0, chance=chance)
    for _ in range(asked.workers):
        servers.start_worker()
    front.control("faults", **FAULTS, seed=asked.seed)
    visitors = Visitors(front, asked.seed)
    visitors.start()
    began = time.monotonic()
    kills = sorted(chance.sample(range(asked.purchases), min(asked.kills, asked.purchases)))
    for number in range(asked.purchases):
        _buy(market, number, chance)
        if chance.random() < 0.1:
            _refund_one(chance)
        if number % 50 == 49:
            ask_for_poll()
            _wait_for_room()
        if kills and kills[0] <= number:
            kills.pop(0)
            servers.kill_a_worker()
    bought = time.monotonic() - began
    is_quiet = settle_down(seconds=asked.patience, every=ask_for_poll)
    visitors.stop()
    counts = front.control("faults")
    cancel_the_rest()
    books = compare(front)
    print(
        f"seed {asked.seed}: {asked.purchases} orders in {bought:.0f} s, {time.monotonic() - began:.0f} s until all was quiet"
    )
    print(f"{servers.hits} kills of busy workers, {visitors.pages} card pages visited, messages {counts}")
    return judge(books, is_quiet)


def judge(books: Any, is_quiet: bool) -> int:
    """Print both books and whether they say the same."""
    from spirits.models import Payment, Purchase, Refund, WebhookEvent

    for model, name in ((Purchase, "orders"), (Payment, "payments"), (Refund, "refunds"), (WebhookEvent, "messages")):
        print(f"{name}: {dict(Counter(model.objects.values_list('state', flat=True)))}")  # type: ignore[attr-defined]
    errors = Counter(Payment.objects.exclude(error_code="").values_list("error_code", flat=True))
    print(f"reasons: {dict(errors)}")
    print(
        f"gateway: succeeded {books.succeeded} - refunded {books.refunded} = {books.succeeded - books.refunded} cents"
    )
    print(f"here:    fulfilled {books.fulfilled} - revoked {books.revoked} = {books.fulfilled - books.revoked} cents")
    print(
        f"owed {books.owed}, charged twice or unknown {books.doubled}, broken rows {len(books.broken)} {books.broken[:3]}"
    )
    if not is_quiet:
        print("MISS something is still under way")
    print("even to the cent" if books.is_even and is_quiet else "NOT EVEN")
    return 0 if books.is_even and is_quiet else 1


def _buy(market: Any, number: int, chance: random.Random) -> None:
    """One order: mostly a spirit by stored card, some on the page, some points, some declined or asked about."""
    from benchmarks.shop_parts.market import BANK, DECLINED, GOOD
    from project.lib.clock import now
    from project.lib.errors import DaimonError
    from spirits.services.purchase import cancel_order
    from spirits.testing_cards import order, order_top_up

    person = market.people[number % len(market.people)]
    fate = chance.random()
    card = market.cards[person.pk, DECLINED if fate < 0.2 else BANK if fate < 0.3 else GOOD]
    with suppress(DaimonError):
        if chance.random() < 0.2:
            order_top_up(person, chance.randint(10, 500), card=card)
            return
        is_page = fate > 0.85
        bought = order(person, market.next_spirit(person), card=None if is_page else card, at=now(), keeps_card=is_page)
        if chance.random() < 0.03:
            cancel_order(purchase=bought, at=now())


def _refund_one(chance: random.Random) -> None:
    """All or a part of one paid order goes back."""
    from project.lib.clock import now
    from project.lib.errors import DaimonError
    from spirits.models import Purchase
    from spirits.services.purchase import refund_purchase

    paid = Purchase.objects.filter(method="card", state="paid", refunded_amount=0).order_by("?").first()
    if paid is None:
        return
    amount = chance.randint(1, paid.amount) if chance.random() < 0.3 else None
    with suppress(DaimonError):
        refund_purchase(purchase=paid, key=str(chance.random()), reason="", actor=None, at=now(), amount=amount)


def _wait_for_room() -> None:
    """People do not order faster than cards are charged: wait while many payments are under way."""
    from spirits.models import Payment

    until = time.monotonic() + 60
    while time.monotonic() < until and Payment.objects.filter(state__in=["new", "created", "confirming"]).count() > 60:
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
