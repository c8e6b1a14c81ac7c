"""Runs plans for simulated years, day by day, beside a model in plain Python that knows which months should be paid.

    ./daimon bench economy-years [--subscriptions 1000] [--years 5] [--seed N]

Most people only let their plan renew; the others cancel, pause, resume, change plans, run out of points, and come back.
At the end each person must have exactly the model's paid stretches and points: one for each due month, no gap, no overlap.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from benchmarks.shop_parts.alone import alone, is_inside, set_up
from spirits.testing_subscriber import Subscriber

STEADY = 0.7  # the share of people who do nothing but renew
RESTLESS = 0.01  # how likely one of the others does something on a day
PRICES = (100, 200, 350)
BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def main(arguments: list[str]) -> int:
    """Run in a process with servers of its own."""
    _parser().parse_args(arguments)
    return alone("benchmarks.economy_years", arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench economy-years", description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=1_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    return parser


class World:
    """People, their plans, and the model of each."""

    def __init__(self, given: argparse.Namespace) -> None:
        from accounts.models import User

        self.chance = random.Random(given.seed)
        self.plans = [_make_plan(f"plan{number}", price) for number, price in enumerate(PRICES)]
        self.people = [User.objects.create_user(f"years{number}@example.org") for number in range(given.subscriptions)]
        self.models = [Subscriber(PRICES) for _ in self.people]
        self.steady = int(given.subscriptions * STEADY)
        self.done = {"renewed": 0, "failed": 0, "ended": 0}
        self.differences: list[str] = []

    def begin(self, number: int, at: datetime) -> None:
        """The person's first plan; the restless bring too few points for all years."""
        self.give(number, 35_000 if number < self.steady else 700, at)
        self.attempt(number, "begin", at, self.chance.randrange(len(PRICES)))

    def give(self, number: int, points: int, at: datetime) -> None:
        """Points for the person."""
        from spirits.services.economy.move_points import grant_points

        grant_points(user=self.people[number], points=points, key=f"{number}:{at.isoformat()}", at=at, reason="")
        self.models[number].points += points

    def act(self, number: int, at: datetime) -> None:
        """One of the restless does something."""
        if self.chance.random() < 0.4:
            return self.give(number, self.chance.randrange(50, 1_200), at)
        verb = self.chance.choice(["begin", "cancel", "pause", "resume", "resume", "change", "change"])
        return self.attempt(number, verb, at, self.chance.randrange(len(PRICES)))

    def attempt(self, number: int, verb: str, at: datetime, plan: int) -> None:
        """Do it here and in the model; both must find it possible, or neither."""
        from project.lib.errors import DaimonError
        from spirits.services import subscription as verbs

        person, model = self.people[number], self.models[number]
        done: dict[str, Callable[[], Any]] = {
            "begin": lambda: verbs.subscribe(user=person, plan=self.plans[plan], agreed_points=PRICES[plan], at=at),
            "cancel": lambda: verbs.cancel_subscription(user=person, at=at),
            "pause": lambda: verbs.pause_subscription(user=person, at=at),
            "resume": lambda: verbs.resume_subscription(user=person, at=at),
            "change": lambda: self._change(person, plan, at),
        }
        expected: bool = {
            "begin": lambda: model.begin(plan, at),
            "cancel": lambda: model.cancel(at),
            "pause": lambda: model.pause(at),
            "resume": lambda: model.resume(at),
            "change": lambda: model.change(plan, at),
        }[verb]()
        try:
            done[verb]()
            is_done = True
        except DaimonError:
            is_done = False
        if is_done != expected:
            self.differences.append(f"{person.email} {verb} at {at}: {is_done} instead of {expected}")

    def _change(self, person: Any, plan: int, at: datetime) -> None:
        from spirits.services.subscription import change_plan, preview_change

        shown = preview_change(user=person, plan=self.plans[plan], at=at)
        change_plan(user=person, plan=self.plans[plan], agreed_points=shown.charge, at=at)

    def look(self, at: datetime) -> None:
        """The renewals of a day, here and in the model."""
        from spirits.services.subscription import renew_due

        found = renew_due(at=at)
        outcomes = [model.day(at) for model in self.models]
        for name in self.done:
            self.done[name] += found[name]
            if found[name] != outcomes.count(name):
                self.differences.append(f"{at}: {name} {found[name]} instead of {outcomes.count(name)}")

    def compare(self) -> None:
        """Each person's stretches and points with the model's, one by one."""
        from spirits.models import Account, SubscriptionPeriod

        rows: dict[Any, list[tuple[Any, ...]]] = {person.pk: [] for person in self.people}
        fields = ("subscription__owner", "version__price_points", "starts_at", "ends_at", "charged_points", "cut_at")
        for owner, *stretch in SubscriptionPeriod.objects.order_by("starts_at", "number").values_list(*fields):
            rows[owner].append(tuple(stretch))
        wallets = dict(Account.objects.filter(kind="wallet").values_list("holder", "balance"))
        for person, model in zip(self.people, self.models, strict=True):
            wanted = [
                (PRICES[each.plan], each.starts_at, each.ends_at, each.charge, each.cut_at)
                for plan in model.plans
                for each in plan.stretches
            ]
            if rows[person.pk] != wanted:
                self.differences.append(f"{person.email}: {len(rows[person.pk])} stretches, {len(wanted)} wanted")
            if wallets[person.pk] != model.points:
                self.differences.append(f"{person.email}: {wallets[person.pk]} points instead of {model.points}")
        for person in self.people[: self.steady]:
            spans = rows[person.pk]
            self.differences += [f"{person.email}: a gap at {a[2]}" for a, b in pairwise(spans) if a[2] != b[1]]


def _make_plan(slug: str, points: int) -> Any:
    from spirits.models import Plan

    return Plan.objects.create(
        slug=slug, name=slug, price_cents=points * 10, support="priority", state="live", description=""
    )


def _inside() -> int:
    set_up()
    from spirits.models import SubscriptionPeriod
    from spirits.queries.economy.reconciliation import find_breaks

    given = _parser().parse_args()
    world = World(given)
    began = time.monotonic()
    at = BEGIN
    arrivals: dict[int, list[int]] = {}
    for number in range(given.subscriptions):
        arrivals.setdefault(world.chance.randrange(60), []).append(number)
    for day in range(given.years * 365 + given.years // 4 + 1):
        at = BEGIN + day * DAY + timedelta(minutes=world.chance.randrange(60))
        for number in arrivals.get(day, []):
            world.begin(number, at + timedelta(microseconds=world.chance.randrange(10**6)))
        world.look(at + timedelta(hours=3))
        for number in range(world.steady, given.subscriptions):
            if world.models[number].plans and world.chance.random() < RESTLESS:
                world.act(number, at + timedelta(hours=6))
    world.compare()
    breaks = find_breaks()
    print(
        f"seed {given.seed}: {given.subscriptions} people, {given.years} years, {SubscriptionPeriod.objects.count()} paid "
        f"stretches, {world.done} in {time.monotonic() - began:.0f} s"
    )
    print(f"{len(world.differences)} differences from the model, {len(breaks)} broken rows")
    for difference in world.differences[:10]:
        print(f"  {difference}")
    is_right = not (world.differences or breaks)
    print("one paid period for each due one" if is_right else "NOT AS PROMISED")
    return 0 if is_right else 1


if __name__ == "__main__" and is_inside():
    sys.exit(_inside())
