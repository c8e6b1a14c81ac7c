"""A state machine over all paths of points and access, against a model in plain Python."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import User
from accounts.testing import make_user
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.models import Plan, Purchase, Spirit
from spirits.queries.economy.access import access_of
from spirits.queries.economy.accounts import held_points_of, points_of
from spirits.queries.economy.quotes import quote
from spirits.queries.economy.reconciliation import find_breaks
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.periods import boundary
from spirits.services.budget import release, reserve, settle
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.purchase import buy, refund_purchase
from spirits.services.subscription import cancel_subscription, renew_due, subscribe
from spirits.testing import make_spirit

PEOPLE = st.integers(0, 1)
PRICES = (30, 50, 7)
PLAN_PRICE = 100


class MoneyPaths(RuleBasedStateMachine):
    """Two people, three spirits, one plan; the model knows what each should hold and own."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.people: list[User] = [make_user(), make_user()]
        self.spirits: list[Spirit] = [
            make_spirit(f"s{uuid4().hex[:12]}", tier="basic", price_points=price) for price in PRICES
        ]
        slug = uuid4().hex[:12]
        self.plan = Plan.objects.create(slug=slug, name=slug, price_cents=999, support="priority", state="live")
        self.plan.spirits.add(self.spirits[2])
        self.at: datetime = now() + timedelta(seconds=1)
        self.points = [0, 0]
        self.held: list[dict[UUID, int]] = [{}, {}]
        self.owned: list[dict[int, Purchase]] = [{}, {}]
        self.paid_until: list[tuple[datetime, datetime, bool] | None] = [None, None]  # anchor, end, renews

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    def attempt(self, possible: bool, work: Any) -> Any:
        """Do it; it must work exactly when the model says so, and a refusal must change nothing."""
        try:
            with transaction.atomic():
                done = work()
        except DaimonError:
            assert not possible
            return None
        assert possible
        return done

    @rule(who=PEOPLE, points=st.integers(1, 200))
    def grant(self, who: int, points: int) -> None:
        grant_points(user=self.people[who], points=points, key=str(uuid4()), at=self.at, reason="")
        self.points[who] += points

    @rule(who=PEOPLE, points=st.integers(1, 120))
    def take(self, who: int, points: int) -> None:
        possible = self.points[who] >= points
        self.attempt(
            possible,
            lambda: take_points(user=self.people[who], points=points, key=str(uuid4()), at=self.at, reason=""),
        )
        self.points[who] -= points * possible

    @rule(who=PEOPLE, other=st.booleans(), which=st.integers(0, 2))
    def buy(self, who: int, other: bool, which: int) -> None:
        target = 1 - who if other else who
        possible = self.points[who] >= PRICES[which] and which not in self.owned[target]
        buyer, recipient, thing = self.people[who], self.people[target], self.spirits[which]

        def work() -> Purchase:
            method = Purchase.Method.POINTS
            offer = quote(buyer=buyer, recipient=recipient, thing=thing, method=method, at=self.at)
            key = str(uuid4())
            made = [
                buy(
                    buyer=buyer,
                    thing=thing,
                    method=method,
                    agreed=offer.fingerprint,
                    key=key,
                    at=self.at,
                    recipient=recipient,
                )
                for _ in range(2)
            ]
            assert made[0] == made[1]
            return made[0]

        bought = self.attempt(possible, work)
        if bought:
            self.points[who] -= PRICES[which]
            self.owned[target][which] = bought

    @rule(who=PEOPLE, which=st.integers(0, 2))
    def refund(self, who: int, which: int) -> None:
        bought = self.owned[who].pop(which, None)
        if bought:
            for _ in range(2):
                refund_purchase(purchase=bought, key="r", reason="", actor=None, at=self.at)
            payer = next(place for place, user in enumerate(self.people) if user.pk == bought.buyer_key)
            self.points[payer] += PRICES[which]

    @rule(who=PEOPLE, upper=st.integers(0, 90))
    def reserve(self, who: int, upper: int) -> None:
        run, possible = uuid4(), self.points[who] >= upper
        self.attempt(possible, lambda: reserve(user=self.people[who], run_id=run, upper_points=upper, at=self.at))
        if possible:
            self.points[who] -= upper
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
        self.points[who] += upper if is_released else upper - min(cost, upper)

    @rule(who=PEOPLE)
    def subscribe(self, who: int) -> None:
        possible = self.points[who] >= PLAN_PRICE and self.paid_until[who] is None
        user = self.people[who]
        self.attempt(possible, lambda: subscribe(user=user, plan=self.plan, agreed_points=PLAN_PRICE, at=self.at))
        if possible:
            self.points[who] -= PLAN_PRICE
            self.paid_until[who] = (self.at, boundary(self.at, 1), True)

    @rule(who=PEOPLE)
    def cancel(self, who: int) -> None:
        running = self.paid_until[who]
        self.attempt(running is not None, lambda: cancel_subscription(user=self.people[who], at=self.at))
        if running:
            self.paid_until[who] = None if running[1] <= self.at else (running[0], running[1], False)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        renew_due(at=self.at)
        for who, running in enumerate(self.paid_until):
            if running is None or running[1] > self.at:
                continue
            anchor, end, renews = running
            tries_again = live_subscription(self.people[who])
            if not renews or self.at >= end + timedelta(days=7):
                self.paid_until[who] = None
            elif self.points[who] >= PLAN_PRICE and not (tries_again and tries_again.failed_charges):
                self.points[who] -= PLAN_PRICE
                months = next(n for n in range(1, 600) if boundary(anchor, n) > end)
                self.paid_until[who] = (anchor, boundary(anchor, months), True)

    @invariant()
    def everything_agrees(self) -> None:
        for who, user in enumerate(self.people):
            assert points_of(user) == self.points[who]
            assert held_points_of(user) == sum(self.held[who].values())
            found = access_of(user, at=self.at)
            running = self.paid_until[who]
            for which, spirit in enumerate(self.spirits):
                names = {reason.name for reason in found[spirit.pk].reasons} if spirit.pk in found else set()
                assert bool(names & {"purchase", "gift"}) == (which in self.owned[who])
                grace = timedelta(days=7 if running and running[2] else 0)
                assert ("plan" in names) == (which == 2 and running is not None and self.at < running[1] + grace)
        assert find_breaks() == []


@pytest.mark.slow
def test_no_path_loses_or_makes_points(db: None) -> None:
    run_state_machine_as_test(
        MoneyPaths,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
