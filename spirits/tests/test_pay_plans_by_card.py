"""Plans paid by card: begin, change, renew, failed charges, grace, banks that ask, cards that expire, refunds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from project.testing.card_front import CardFront
from spirits.models import AccountKind, Card, Plan, Purchase, Spirit, Subscription, SubscriptionPeriod
from spirits.queries.economy.access import access_to
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.queries.economy.plan_quotes import quote_plan
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.errors import NothingDue, OrderOpen, PaidAnotherWay, PriceChanged, SamePlan
from spirits.rules.economy.periods import boundary
from spirits.services.economy.move_points import grant_points
from spirits.services.payment.holders import remove_card
from spirits.services.payment.run import run_payment, run_refund
from spirits.services.purchase import cancel_order, refund_purchase
from spirits.services.purchase.gateways.protocol import CardChoice
from spirits.services.purchase.plans import order_plan, pay_month_now, pay_plan_with
from spirits.services.subscription import cancel_subscription, change_plan, renew_due, sold_version
from spirits.testing import make_spirit
from spirits.testing_cards import BANK_ASKS, DECLINED, make_card, payment_of

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
START = datetime(2031, 1, 31, 12, tzinfo=UTC)  # later than now, so that the plans have prices


@pytest.fixture
def plans(db: None) -> tuple[Plan, Plan]:
    return make_plan("creator", 999), make_plan("pro", 2999, make_spirit("creative", tier="basic", price_points=30))


def make_plan(slug: str, cents: int, *spirits: Spirit) -> Plan:
    values = {"name": slug.title(), "support": "priority", "description": "", "state": "live", "max_minions": 5}
    plan = Plan.objects.create(slug=slug, price_cents=cents, **values)
    plan.spirits.set(spirits)
    return plan


def ordered(user: User, plan: Plan, card: Card | None, at: datetime, key: str = "k") -> Purchase:
    _, offer = quote_plan(user=user, version=sold_version(plan, at=at), at=at)
    return order_plan(user=user, plan=plan, agreed=offer.fingerprint, key=key, choice=CardChoice(card), at=at)


def run(bought: Purchase, at: datetime) -> str:
    return run_payment(payment_id=payment_of(bought).pk, at=at)


def newest() -> Purchase:
    return Purchase.objects.order_by("-pk")[0]


def cash() -> int:
    return site_balance(AccountKind.CASH, "USD")


def state_of(user: User) -> tuple[int, int, datetime | None]:
    kept = Subscription.objects.get(owner=user)
    return kept.periods.count(), kept.failed_charges, kept.ended_at


def begin(user: User, plan: Plan, card: Card) -> Subscription:
    bought = ordered(user, plan, card, START)
    assert run(bought, START) == "succeeded"
    return Subscription.objects.get(owner=user)


def test_a_plan_begins_when_the_card_paid(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront, settings: Any
) -> None:
    settings.TAX_BASIS_POINTS = 1900
    bought = ordered(alice, plans[0], make_card(alice, cards), START)
    assert (bought.amount, bought.tax_amount, Subscription.objects.count()) == (999, 160, 0)
    assert ordered(alice, plans[0], None, START) == bought
    with pytest.raises(OrderOpen):
        ordered(alice, plans[1], None, START, key="other")
    assert run(bought, START) == "succeeded"
    kept = Subscription.objects.get()
    period = SubscriptionPeriod.objects.get()
    assert (kept.pays_with, kept.card, kept.anchor, period.charged_cents) == ("card", Card.objects.get(), START, 999)
    assert (period.starts_at, period.ends_at, cash(), find_breaks()) == (START, boundary(START, 1), 999, [])


def test_a_plan_on_the_page_keeps_the_card_for_the_next_month(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront
) -> None:
    bought = ordered(alice, plans[0], None, START)
    run(bought, START)
    cards.pay_page(payment_of(bought).page_url)
    assert run(bought, START) == "succeeded"
    kept = Subscription.objects.get()
    assert kept.card == Card.objects.get()
    due = boundary(START, 1)
    assert renew_due(at=due) == {"renewed": 0, "charging": 1, "failed": 0, "ended": 0, "waiting": 0}
    assert renew_due(at=due)["waiting"] == 1
    assert run(newest(), due) == "succeeded"
    assert renew_due(at=due) == {"renewed": 0, "charging": 0, "failed": 0, "ended": 0, "waiting": 0}
    assert [p.ends_at for p in kept.periods.order_by("number")] == [due, boundary(START, 2)]
    assert (cash(), find_breaks()) == (2 * 999, [])


def test_a_dearer_plan_costs_the_difference_for_what_is_left(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront
) -> None:
    kept = begin(alice, plans[0], make_card(alice, cards))
    half = START + (boundary(START, 1) - START) / 2
    with pytest.raises(SamePlan):
        ordered(alice, plans[0], None, half, key="c")
    with pytest.raises(PaidAnotherWay):
        change_plan(user=alice, plan=plans[1], agreed_points=100, at=half)
    bought = ordered(alice, plans[1], kept.card, half, key="c")
    assert bought.amount == 1000  # half of 2999 less half of 999
    assert run(bought, half + DAY / 100) == "succeeded"
    first, second = kept.periods.order_by("number")
    assert (first.cut_at, second.starts_at, second.ends_at) == (half + DAY / 100, half + DAY / 100, boundary(START, 1))
    assert (cash(), find_breaks()) == (1999, [])
    renew_due(at=boundary(START, 1))
    assert newest().amount == 2999


def test_what_was_shown_is_charged_for_some_minutes(alice: User, plans: tuple[Plan, Plan], cards: CardFront) -> None:
    kept = begin(alice, plans[0], make_card(alice, cards))
    shown = START + 10 * DAY
    _, offer = quote_plan(user=alice, version=sold_version(plans[1], at=shown), at=shown)
    choice = CardChoice(kept.card)
    late = shown + timedelta(hours=2)
    with pytest.raises(PriceChanged):
        order_plan(user=alice, plan=plans[1], agreed=offer.fingerprint, key="late", choice=choice, at=late)
    soon = shown + timedelta(minutes=9)
    bought = order_plan(user=alice, plan=plans[1], agreed=offer.fingerprint, key="soon", choice=choice, at=soon)
    assert bought.amount == offer.amount


def test_failed_charges_are_tried_again_and_the_plan_ends_after_its_grace(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront
) -> None:
    kept = begin(alice, plans[1], make_card(alice, cards))
    bad = make_card(alice, cards, DECLINED)
    pay_plan_with(user=alice, pays_with="card", card_id=bad.pk)
    due = boundary(START, 1)
    spirit = plans[1].spirits.get()
    tried = []
    for hours in range(0, 24 * 8, 6):
        at = due + timedelta(hours=hours)
        if renew_due(at=at)["charging"]:
            tried.append(hours // 24)
            assert run(newest(), at) == "failed"
            assert newest().state == "cancelled"
        assert access_to(alice, spirit.pk, at=at).is_open == (hours < 24 * 7)
    kept.refresh_from_db()
    assert (tried, kept.failed_charges, kept.ended_at) == ([0, 1, 3, 5], 4, due + 7 * DAY)
    assert (kept.periods.count(), cash(), find_breaks()) == (1, 2999, [])


def test_a_month_is_paid_late_by_another_card_without_a_gap(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront
) -> None:
    kept = begin(alice, plans[0], make_card(alice, cards))
    with pytest.raises(NothingDue):
        pay_month_now(user=alice, key="now", choice=CardChoice(), at=START)
    pay_plan_with(user=alice, pays_with="card", card_id=make_card(alice, cards, BANK_ASKS).pk)
    due = boundary(START, 1)
    renew_due(at=due)
    assert (run(newest(), due), payment_of(newest()).error_code) == ("failed", "authentication_required")
    assert (newest().state, state_of(alice)[1]) == ("cancelled", 1)  # nobody was there to answer the bank
    late = due + 3 * DAY
    bought = pay_month_now(user=alice, key="now", choice=CardChoice(), at=late)
    run(bought, late)
    cards.pay_page(payment_of(bought).page_url, BANK_ASKS, then="yes")
    assert run(bought, late) == "succeeded"
    assert [(p.starts_at, p.ends_at) for p in kept.periods.order_by("number")][1] == (due, boundary(START, 2))
    assert (state_of(alice)[1:], find_breaks()) == ((0, None), [])


def test_a_plan_without_a_card_counts_as_failed(alice: User, plans: tuple[Plan, Plan], cards: CardFront) -> None:
    kept = begin(alice, plans[0], make_card(alice, cards))
    assert kept.card is not None
    remove_card(user=alice, card_id=kept.card.pk, at=START)
    due = boundary(START, 1)
    assert renew_due(at=due)["failed"] == 1
    make_card(alice, cards)
    assert (renew_due(at=due)["charging"], renew_due(at=due + DAY)["charging"]) == (0, 1)


def test_an_expired_card_is_a_failed_charge(alice: User, plans: tuple[Plan, Plan], cards: CardFront) -> None:
    begin(alice, plans[0], make_card(alice, cards))
    pay_plan_with(user=alice, pays_with="card", card_id=make_card(alice, cards, year=2030).pk)
    renew_due(at=boundary(START, 1))
    assert run(newest(), boundary(START, 1)) == "failed"
    assert (payment_of(newest()).error_code, state_of(alice)) == ("expired_card", (1, 1, None))


def test_money_for_a_plan_that_ended_meanwhile_goes_back(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront
) -> None:
    begin(alice, plans[0], make_card(alice, cards))
    due = boundary(START, 1)
    renew_due(at=due)
    cancel_subscription(user=alice, at=due)  # in the days of grace it ends at once
    bought = newest()
    assert [run(bought, due), run(bought, due)] == ["stray", "returned"]
    assert (state_of(alice), cash(), find_breaks()) == ((1, 0, due), 999, [])


def test_a_person_who_left_is_not_charged(alice: User, plans: tuple[Plan, Plan], cards: CardFront) -> None:
    begin(alice, plans[0], make_card(alice, cards))
    alice.delete()
    assert renew_due(at=boundary(START, 1))["ended"] == 1
    assert (Purchase.objects.count(), cash(), find_breaks()) == (1, 999, [])


def test_refunding_the_month_that_runs_ends_the_plan(alice: User, plans: tuple[Plan, Plan], cards: CardFront) -> None:
    begin(alice, plans[1], make_card(alice, cards))
    spirit = plans[1].spirits.get()
    at = START + DAY
    part = refund_purchase(purchase=newest(), key="a", reason="Sorry", actor=None, at=at, amount=500)
    assert run_refund(refund_id=part.pk, at=at) == "done"
    assert access_to(alice, spirit.pk, at=at).is_open
    rest = refund_purchase(purchase=newest(), key="b", reason="Sorry", actor=None, at=at)
    assert run_refund(refund_id=rest.pk, at=at) == "done"
    assert (access_to(alice, spirit.pk, at=at).is_open, state_of(alice)[2], cash(), find_breaks()) == (False, at, 0, [])


def test_an_open_order_of_a_plan_holds_every_other_change(
    alice: User, plans: tuple[Plan, Plan], cards: CardFront
) -> None:
    grant_points(user=alice, points=1000, key="start", at=START, reason="")
    kept = begin(alice, plans[0], make_card(alice, cards))
    at = START + DAY
    bought = ordered(alice, plans[1], None, at, key="open")
    with pytest.raises(OrderOpen):
        change_plan(user=alice, plan=plans[1], agreed_points=1, at=at)
    assert renew_due(at=boundary(START, 1))["waiting"] == 1
    cancel_order(purchase=bought, at=at)
    assert renew_due(at=boundary(START, 1))["charging"] == 1
    assert (kept.periods.count(), points_of(alice)) == (1, 1000)


def test_a_plan_changes_from_card_to_points(alice: User, plans: tuple[Plan, Plan], cards: CardFront) -> None:
    grant_points(user=alice, points=100, key="start", at=START, reason="")
    begin(alice, plans[0], make_card(alice, cards))
    pay_plan_with(user=alice, pays_with="points")
    assert renew_due(at=boundary(START, 1))["renewed"] == 1
    assert (points_of(alice), cash(), find_breaks()) == (0, 999, [])
