"""A state machine over all paths of points, money and access, against a model in plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import User
from accounts.testing import make_user
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.models import AccountKind, Bundle, Plan, Purchase, Spirit
from spirits.queries.economy.quotes import Sold, quote, quote_points
from spirits.queries.economy.reconciliation import CHECKS
from spirits.services.budget import release, reserve, settle
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.economy.open_account import held_of, site_account, wallet_of
from spirits.services.economy.sold_version import sold_version
from spirits.services.purchase import buy, cancel_order, confirm_payment, order_points, refund_purchase
from spirits.services.subscription import (
    cancel_subscription,
    change_plan,
    pause_subscription,
    preview_change,
    renew_due,
    resume_subscription,
    subscribe,
)
from spirits.testing import make_spirit
from spirits.testing_subscriber import Subscriber

POINTS, MANUAL = Purchase.Method.POINTS, Purchase.Method.MANUAL
PRICES = (30, 50, 7)
BUNDLE_PRICE = 60
BUNDLE = (0, 1)
PLAN_PRICES = (100, 200)
DISCOUNTS = (0, 20)
OF_PLAN = 2  # the spirit that both plans open
PEOPLE = st.integers(0, 1)
# One statement a step: balances, what is held, and every reason for access of both people. Planned once, as is what is
# asked at the end of each walk: planning took most of their time.
SEEN = """
SELECT holder, kind, balance::text FROM spirits_account WHERE holder = ANY($1)
UNION ALL
SELECT person, a.reason, a.spirit_id::text FROM unnest($1) person, spirits_access(person, $3) a
WHERE a.spirit_id = ANY($2)
"""
BROKEN = " UNION ALL ".join(
    f"SELECT '{check.name}', found.id::text, found.detail::text FROM ({check.sql}) found (id, detail)"  # noqa: S608 - ours
    for check in CHECKS
)


@dataclass
class World:
    """What all runs begin with; each run is undone."""

    people: list[User]
    spirits: list[Spirit]
    bundle: Bundle
    plans: list[Plan]


@dataclass
class Sale:
    """Something paid for: by whom, for whom, and what of its price was not given back."""

    purchase: Purchase
    payer: int
    target: int
    things: tuple[int, ...]
    left: int
    is_points: bool = True
    bought: int = 0


def make_world() -> World:
    spirits = [make_spirit(f"m{price}", tier="basic", price_points=price, price_cents=price * 10) for price in PRICES]
    bundle = Bundle.objects.create(
        slug="both", name="Both", icon="📦", price_points=BUNDLE_PRICE, price_cents=600, description="", state="live"
    )
    for place in BUNDLE:
        bundle.bundle_spirits.create(spirit=spirits[place], position=place + 1)
    plans = []
    for number, price in enumerate(PLAN_PRICES):
        slug = f"plan{number}"
        plan = Plan.objects.create(
            slug=slug, name=slug, price_cents=price * 10, support="priority", state="live",
            discount_percent=DISCOUNTS[number],
        )  # fmt: skip
        plan.spirits.add(spirits[OF_PLAN])
        plans.append(plan)
        sold_version(plan, at=now())
    people = [make_user(), make_user()]
    for user in people:
        wallet_of(user)
        held_of(user)
    for kind in (AccountKind.ISSUED, AccountKind.SPENT):
        site_account(kind)
    return World(people, spirits, bundle, plans)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE money_seen (uuid[], uuid[], timestamptz) AS {SEEN}")
        cursor.execute(f"PREPARE money_broken AS {BROKEN}")
        yield make_world()
        cursor.execute("DEALLOCATE money_seen")
        cursor.execute("DEALLOCATE money_broken")


class MoneyPaths(RuleBasedStateMachine):
    """Two people, three spirits, a bundle, two plans; the model knows what each should hold and own."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.at: datetime = now() + timedelta(seconds=1)
        self.them = [Subscriber(PLAN_PRICES), Subscriber(PLAN_PRICES)]
        self.held: list[dict[UUID, int]] = [{}, {}]
        self.sales: list[Sale] = []
        self.orders: list[Sale] = []

    def teardown(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("EXECUTE money_broken")
            broken = cursor.fetchall()
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)
        assert broken == []

    def attempt(self, possible: bool, work: Any) -> Any:
        """Do it; it must work exactly when the model says so, and a refusal must change nothing."""
        try:
            done = work()
        except DaimonError:
            assert not possible
            return None
        assert possible
        return done

    def owned(self, who: int) -> set[int]:
        """The spirits bought for this person."""
        return {each for sale in self.sales if sale.target == who for each in sale.things}

    def ordered(self, who: int) -> set[int]:
        """The spirits ordered for this person, not paid yet."""
        return {each for sale in self.orders if sale.target == who for each in sale.things}

    def discounted(self, amount: int, who: int) -> int:
        """The amount without what the person's plan takes off."""
        plan = self.them[who].runs(self.at)
        return amount - rounded(Fraction(amount * DISCOUNTS[plan], 100)) if plan is not None else amount

    @rule(who=PEOPLE, points=st.integers(1, 250))
    def grant(self, who: int, points: int) -> None:
        grant_points(user=self.world.people[who], points=points, key=str(uuid4()), at=self.at, reason="")
        self.them[who].points += points

    @rule(who=PEOPLE, points=st.integers(1, 120))
    def take(self, who: int, points: int) -> None:
        possible, user = self.them[who].points >= points, self.world.people[who]
        self.attempt(possible, lambda: take_points(user=user, points=points, key=str(uuid4()), at=self.at, reason=""))
        self.them[who].points -= points * possible

    @rule(who=PEOPLE, other=st.booleans(), which=st.integers(0, 3), method=st.sampled_from([POINTS, POINTS, MANUAL]))
    def buy(self, who: int, other: bool, which: int, method: Purchase.Method) -> None:
        target = 1 - who if other else who
        closed = self.owned(target) | self.ordered(target)
        things = tuple(each for each in (BUNDLE if which == 3 else (which,)) if each not in closed)
        unit = 1 if method == POINTS else 10
        listed = BUNDLE_PRICE * unit if which == 3 else PRICES[which] * unit
        if which == 3 and len(things) == 1:
            own = PRICES[things[0]] * unit
            listed = min(rounded(Fraction(listed * own, unit * sum(PRICES[each] for each in BUNDLE))), own)
        amount = self.discounted(listed, who)
        possible = bool(things) and (method == MANUAL or self.them[who].points >= amount)
        bought = self.attempt(possible, lambda: self._buy(who, target, which, method))
        if bought:
            assert bought.amount == amount
            sale = Sale(bought, who, target, things, amount, method == POINTS)
            (self.sales if method == POINTS else self.orders).append(sale)
            self.them[who].points -= amount * sale.is_points

    def _buy(self, who: int, target: int, which: int, method: Purchase.Method) -> Purchase:
        """Twice by one key."""
        buyer, recipient, key = self.world.people[who], self.world.people[target], str(uuid4())
        thing: Sold = self.world.bundle if which == 3 else self.world.spirits[which]
        offer = quote(buyer=buyer, recipient=recipient, thing=thing, method=method, at=self.at)
        asked = {"buyer": buyer, "recipient": recipient, "thing": thing, "method": method, "key": key, "at": self.at}
        first, again = (buy(agreed=offer.fingerprint, **asked) for _ in range(2))  # type: ignore[arg-type]
        assert first == again
        return first

    @rule(who=PEOPLE, points=st.integers(1, 150))
    def order_points(self, who: int, points: int) -> None:
        buyer = self.world.people[who]
        agreed = quote_points(buyer=buyer, points=points).fingerprint
        made = order_points(buyer=buyer, points=points, agreed=agreed, key=str(uuid4()), at=self.at)
        self.orders.append(Sale(made, who, who, (), points * 10, False, points))

    @rule(pick=st.integers(0, 9), pays=st.booleans())
    def close_order(self, pick: int, pays: bool) -> None:
        if not self.orders:
            return
        sale = self.orders.pop(pick % len(self.orders))
        if pays:
            confirm_payment(purchase=sale.purchase, reference="paid", actor=None, at=self.at)
            self.sales.append(sale)
            self.them[sale.payer].points += sale.bought
        else:
            cancel_order(purchase=sale.purchase, at=self.at)

    @rule(pick=st.integers(0, 9), part=st.integers(1, 100))
    def refund(self, pick: int, part: int) -> None:
        if not self.sales:
            return
        sale = self.sales[pick % len(self.sales)]
        is_part = not sale.bought and part < sale.left
        amount = part if is_part else sale.left
        possible, key = self.them[sale.payer].points >= sale.bought, str(uuid4())

        def twice() -> None:
            for _ in range(2):
                refund_purchase(
                    purchase=sale.purchase, key=key, reason="", actor=None, at=self.at, amount=part if is_part else None
                )

        self.attempt(possible, twice)
        if possible:
            self.them[sale.payer].points += amount * sale.is_points - sale.bought
            sale.left -= amount
            if not sale.left:
                self.sales.remove(sale)

    @rule(who=PEOPLE, upper=st.integers(0, 90))
    def reserve(self, who: int, upper: int) -> None:
        run, possible, user = uuid4(), self.them[who].points >= upper, self.world.people[who]
        self.attempt(possible, lambda: reserve(user=user, run_id=run, upper_points=upper, at=self.at))
        if possible:
            self.them[who].points -= upper
            self.held[who][run] = upper

    @rule(who=PEOPLE, cost=st.integers(0, 120), is_released=st.booleans())
    def close(self, who: int, cost: int, is_released: bool) -> None:
        if not self.held[who]:
            return
        run, upper = self.held[who].popitem()
        for _ in range(2):
            if is_released:
                release(run_id=run, at=self.at)
            else:
                settle(run_id=run, points=cost, at=self.at)
        self.them[who].points += upper if is_released else upper - min(cost, upper)

    @rule(who=PEOPLE, plan=st.integers(0, 1))
    def subscribe(self, who: int, plan: int) -> None:
        user, asked = self.world.people[who], {"plan": self.world.plans[plan], "agreed_points": PLAN_PRICES[plan]}
        self.attempt(self.them[who].begin(plan, self.at), lambda: subscribe(user=user, at=self.at, **asked))  # type: ignore[arg-type]

    @rule(who=PEOPLE, plan=st.integers(0, 1))
    def change(self, who: int, plan: int) -> None:
        user, wanted = self.world.people[who], self.world.plans[plan]

        def work() -> None:
            shown = preview_change(user=user, plan=wanted, at=self.at)
            change_plan(user=user, plan=wanted, agreed_points=shown.charge, at=self.at)

        self.attempt(self.them[who].change(plan, self.at), work)

    @rule(who=PEOPLE, verb=st.sampled_from(["cancel", "pause", "resume"]))
    def stop_or_go(self, who: int, verb: str) -> None:
        verbs = {"cancel": cancel_subscription, "pause": pause_subscription, "resume": resume_subscription}
        possible = getattr(self.them[who], verb)(self.at)
        self.attempt(possible, lambda: verbs[verb](user=self.world.people[who], at=self.at))

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        renew_due(at=self.at)
        for each in self.them:
            each.day(self.at)

    @invariant()
    def everything_agrees(self) -> None:
        ids, spirits = [user.pk for user in self.world.people], [spirit.pk for spirit in self.world.spirits]
        with connection.cursor() as cursor:
            cursor.execute("EXECUTE money_seen (%s, %s, %s)", [ids, spirits, self.at])
            rows = set(cursor.fetchall())
        for who, person in enumerate(ids):
            points = {
                name: int(value) for holder, name, value in rows if holder == person and name in {"wallet", "held"}
            }
            assert points.get("wallet", 0) == self.them[who].points
            assert points.get("held", 0) == sum(self.held[who].values())
            bought = {UUID(value) for holder, name, value in rows if holder == person and name in BOUGHT}
            assert bought == {spirits[each] for each in self.owned(who)}
            plan = {UUID(value) for holder, name, value in rows if holder == person and name == "plan"}
            assert plan == ({spirits[OF_PLAN]} if self.them[who].runs(self.at) is not None else set())


BOUGHT = {"purchase", "gift", "bundle"}


def rounded(amount: Fraction) -> int:
    """Half up."""
    return floor(amount + Fraction(1, 2))


@pytest.mark.slow
def test_no_path_loses_or_makes_points(world: World) -> None:
    run_state_machine_as_test(
        lambda: MoneyPaths(world),
        settings=settings(
            max_examples=300, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck), database=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
        ),
    )  # fmt: skip
