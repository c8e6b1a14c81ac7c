"""Kills workers and PostgreSQL while people buy, get refunds, renew and the gateway sends messages, and counts what was lost.

    ./daimon bench faults-economy [--worker-kills 200] [--database-kills 10] [--people 40] [--seed N]

Threads buy with points, order by card, refund and renew until all kills are done. What was acknowledged must be there with its
effect, the gateway's books must be even with ours, and every check of the economy must hold without any repair.
"""

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.card_saga import FRONT, HOME, alone, judge
from benchmarks.faults_queue import Site
from project.testing.card_front import SECRETS, CardFront

FAULTS = {"drop": 0.1, "double": 0.2, "late": 0.2, "lose_answer": 0.01, "refuse": 0.01}
THREADS = 4


def main(arguments: list[str]) -> int:
    """Everything on servers of its own, which are gone afterwards."""
    parser = argparse.ArgumentParser(prog="./daimon bench faults-economy", description=__doc__)
    parser.add_argument("--worker-kills", type=int, default=200)
    parser.add_argument("--database-kills", type=int, default=10)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--patience", type=int, default=600, help="seconds that what is under way gets to end")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    if FRONT in os.environ:
        address, upstream = os.environ[FRONT].split()
        return run(Path(os.environ[HOME]), CardFront(address, upstream), asked)
    return alone("benchmarks.faults_economy", [*arguments, "--seed", str(asked.seed)])


@dataclass
class Acknowledged:
    """What somebody was told is done."""

    bought: dict[Any, Any] = field(default_factory=dict)  # purchase by points: spirit
    refunded: set[Any] = field(default_factory=set)
    ordered: set[Any] = field(default_factory=set)
    renewed: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Customer(threading.Thread):
    """Does one thing after the other; what fails by a dead database was not acknowledged and is tried again by its key."""

    def __init__(self, market: Any, said: Acknowledged, people: list[Any], seed: int) -> None:
        super().__init__(daemon=True)
        self._market, self._said, self._people = market, said, people
        self._chance = random.Random(seed)
        self.is_over = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        from django.db import Error, connection

        from project.lib.errors import DaimonError

        verbs = (self._buy, self._buy, self._order, self._refund, self._renew)
        while not self.is_over.is_set():
            try:
                self._chance.choice(verbs)(self._chance.choice(self._people))
            except DaimonError as error:
                with self._said.lock:
                    self._said.refusals[error.code] += 1
            except (Error, IndexError):  # the database died, or everything was bought
                connection.close()
                time.sleep(0.2)
            time.sleep(self._chance.uniform(0.05, 0.3))
        connection.close()

    def _buy(self, person: Any) -> None:
        from project.lib.clock import now
        from spirits.models import Purchase
        from spirits.queries.economy.quotes import quote
        from spirits.services.purchase import buy

        thing, at, method = self._market.next_spirit(person), now(), Purchase.Method.POINTS
        agreed = quote(buyer=person, recipient=person, thing=thing, method=method, at=at).fingerprint
        bought = buy(buyer=person, thing=thing, method=method, agreed=agreed, key=str(uuid4()), at=at)
        with self._said.lock:
            self._said.bought[bought.pk] = thing.pk

    def _order(self, person: Any) -> None:
        from benchmarks.shop_parts.market import DECLINED, GOOD
        from project.lib.clock import now
        from spirits.testing_cards import order

        card = self._market.cards[person.pk, DECLINED if self._chance.random() < 0.2 else GOOD]
        made = order(person, self._market.next_spirit(person), card=card, at=now())
        with self._said.lock:
            self._said.ordered.add(made.pk)

    def _refund(self, person: Any) -> None:
        from project.lib.clock import now
        from spirits.models import Purchase
        from spirits.services.purchase import refund_purchase

        paid = (
            Purchase.objects.filter(buyer=person, state="paid", refunded_amount=0, plan_version__isnull=True)
            .order_by("?")
            .first()
        )
        if paid:
            made = refund_purchase(purchase=paid, key=str(uuid4()), reason="", actor=None, at=now())
            with self._said.lock:
                self._said.refunded.add(made.pk)

    def _renew(self, person: Any) -> None:
        """The month of this person's plan passes: the next is charged, to points or to the card."""
        from spirits.services.subscription.renew import renew

        kept = person.subscriptions.get(ended_at=None)
        due = kept.periods.order_by("-number")[0].ends_at
        outcome = renew(subscription_id=kept.pk, at=due + timedelta(seconds=1))
        with self._said.lock:
            self._said.renewed += outcome in {"renewed", "charging"}


def run(home: Path, front: CardFront, asked: argparse.Namespace) -> int:
    """Servers up, a market, chaos, the count, servers down."""
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
    """Everybody at work, everything killed, then the count."""
    from benchmarks.shop_parts.market import open_market
    from benchmarks.shop_parts.proof import ask_for_poll, cancel_the_rest, compare, settle_down

    chance = random.Random(asked.seed)
    market = open_market(front, people=asked.people, spirits=300, points=200_000, chance=chance)
    _begin_plans(market)
    servers.start_worker()
    servers.start_worker()
    front.control("faults", **FAULTS, seed=asked.seed)
    said = Acknowledged()
    crew = [Customer(market, said, market.people[number::THREADS], asked.seed + number) for number in range(THREADS)]
    for each in crew:
        each.start()
    kills = ["worker"] * asked.worker_kills + ["database"] * asked.database_kills
    chance.shuffle(kills)
    began = time.monotonic()
    for kill in kills:
        time.sleep(chance.uniform(0.1, 0.5))
        ask_for_poll()
        if kill == "worker":
            servers.kill_a_worker()
        else:
            servers.kill_database()
    for each in crew:
        each.is_over.set()
    for each in crew:
        each.join(timeout=60)
    seconds = time.monotonic() - began
    _bring_back()
    is_quiet = settle_down(seconds=asked.patience, every=ask_for_poll)
    cancel_the_rest()
    front.control("faults")
    print(
        f"seed {asked.seed}: {servers.hits} kills of busy workers and {asked.database_kills} of PostgreSQL in {seconds:.0f} s"
    )
    lost = _lost(said)
    print(
        f"acknowledged: {len(said.bought)} bought with points, {len(said.ordered)} ordered by card, {len(said.refunded)} refunds,"
        f" {said.renewed} months renewed; refused {dict(said.refusals)}"
    )
    print(f"acknowledged and lost {lost}")
    return max(judge(compare(front), is_quiet), int(bool(lost)))


def _begin_plans(market: Any) -> None:
    """Half of the people pay a plan with points, half by card."""
    from benchmarks.shop_parts.market import GOOD, make_plans
    from project.lib.clock import now
    from spirits.models import Subscription
    from spirits.services.purchase.plans import pay_plan_with
    from spirits.services.subscription import sold_version, subscribe

    plan = make_plans()[0]
    for number, person in enumerate(market.people):
        at = now()
        subscribe(user=person, plan=plan, agreed_points=sold_version(plan, at=at).price_points, at=at)
        if number % 2:
            card = market.cards[person.pk, GOOD].pk
            pay_plan_with(user=person, pays_with=Subscription.PaysWith.CARD, card_id=card)


def _bring_back() -> None:
    """The months that were renewed lie ahead; who looks after payments that nobody told of would wait for them."""
    from project.lib.clock import now
    from spirits.models import Payment

    Payment.objects.filter(created_at__gt=now()).update(created_at=now())


def _lost(said: Acknowledged) -> int:
    """How much of what was acknowledged is not there, or without its effect."""
    from spirits.models import Grant, Purchase, Refund

    paid = set(Purchase.objects.filter(pk__in=said.bought, state="paid").values_list("pk", flat=True))
    granted = set(Grant.objects.filter(source_id__in=said.bought).values_list("source_id", flat=True))
    ordered = set(Purchase.objects.filter(pk__in=said.ordered).exclude(state="awaiting").values_list("pk", flat=True))
    refunded = set(Refund.objects.filter(pk__in=said.refunded).exclude(state="pending").values_list("pk", flat=True))
    return sum((len(said.bought.keys() - (paid & granted)), len(said.ordered - ordered), len(said.refunded - refunded)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
