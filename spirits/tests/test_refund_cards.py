"""Money that goes back through the card gateway: refunds whole and in part, refunds made there, disputes."""

from contextlib import suppress
from typing import Any

import pytest

from accounts.models import User
from project.lib.clock import now
from project.testing.card_front import CardFront
from spirits.cards import card_desk
from spirits.cards.errors import GatewayAway
from spirits.models import AccountKind, Bundle, Purchase, Refund, Spirit
from spirits.queries.economy.access import access_to
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.errors import BadAmount, NotEnoughPoints, NothingToRefund, RefundUnderWay
from spirits.services.economy.move_points import take_points
from spirits.services.payment.run import run_payment, run_refund
from spirits.services.purchase import refund_purchase
from spirits.testing import make_spirit
from spirits.testing_cards import make_card, order, order_top_up, payment_of, run

pytestmark = pytest.mark.slow


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", tier="basic", price_cents=299, price_points=30)


@pytest.fixture
def paid(alice: User, spirit: Spirit, cards: CardFront, settings: Any) -> Purchase:
    settings.TAX_BASIS_POINTS = 1900
    bought = order(alice, spirit, card=make_card(alice, cards))
    run(bought)
    return Purchase.objects.get()


def is_open(user: User, spirit: Spirit) -> bool:
    return access_to(user, spirit.pk, at=now()).is_open


def cash() -> int:
    return site_balance(AccountKind.CASH, "USD")


def refund(bought: Purchase, *, key: str = "r", **extra: Any) -> Refund:
    return refund_purchase(purchase=bought, key=key, reason="Asked", actor=None, at=now(), **extra)


def done(made: Refund) -> str:
    return run_refund(refund_id=made.pk, at=now())


def hear(bought: Purchase) -> None:
    """What a message about the payment leads to."""
    run_payment(payment_id=payment_of(bought).pk, at=now())
    bought.refresh_from_db()


def test_a_refund_closes_once_its_money_went(paid: Purchase, alice: User, spirit: Spirit) -> None:
    made = refund(paid)
    assert (made.state, is_open(alice, spirit), cash()) == ("pending", True, 299)
    with pytest.raises(RefundUnderWay):
        refund(paid, key="other")
    assert refund(paid) == made
    assert [done(made), done(made)] == ["done", "done"]
    paid.refresh_from_db()
    assert (paid.refunded_amount, is_open(alice, spirit), cash()) == (299, False, 0)
    assert [site_balance(kind, "USD") for kind in (AccountKind.SALES, AccountKind.TAX)] == [0, 0]
    with pytest.raises(NothingToRefund):
        refund(paid, key="again")
    assert find_breaks() == []


def test_a_refund_whose_answer_was_lost_is_made_once(paid: Purchase, cards: CardFront) -> None:
    before = len(cards.ask("/v1/refunds?limit=100000")["data"])
    cards.control("faults", lose_answer=0.6, seed=3)
    made = refund(paid)
    for _ in range(30):
        with suppress(GatewayAway):  # the job would come again
            done(made)
    cards.control("faults")
    assert (done(made), len(cards.ask("/v1/refunds?limit=100000")["data"]) - before) == ("done", 1)
    hear(paid)
    assert (paid.refunded_amount, cash(), find_breaks()) == (299, 0, [])


def test_a_message_about_a_refund_of_ours_that_we_do_not_know_of_yet_is_no_second_one(
    paid: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = refund(paid, amount=100)
    desk = type(card_desk())
    give_back = desk.give_back

    def give_back_and_lose_the_answer(*arguments: Any, **named: Any) -> None:
        give_back(*arguments, **named)
        raise GatewayAway

    monkeypatch.setattr(desk, "give_back", give_back_and_lose_the_answer)
    with pytest.raises(GatewayAway):
        done(made)
    hear(paid)
    made.refresh_from_db()
    assert (made.state, Refund.objects.count(), paid.refunded_amount, cash()) == ("done", 1, 100, 199)


def test_the_tax_of_many_small_refunds_is_that_of_their_sum(paid: Purchase) -> None:
    for number in range(3):
        assert done(refund(paid, key=f"part {number}", amount=3)) == "done"  # 0.48 of tax each
        paid.refresh_from_db()
    assert site_balance(AccountKind.TAX, "USD") == 1 - 48
    assert done(refund(paid, key="rest", amount=290)) == "done"
    assert (site_balance(AccountKind.TAX, "USD"), cash(), find_breaks()) == (0, 0, [])


def test_part_of_the_money_is_goodwill_and_all_of_it_closes(paid: Purchase, alice: User, spirit: Spirit) -> None:
    assert done(refund(paid, key="a", amount=100)) == "done"
    paid.refresh_from_db()
    assert (paid.refunded_amount, is_open(alice, spirit), cash()) == (100, True, 199)
    for amount in (0, -1, 200, 10**15, True):
        with pytest.raises(BadAmount):
            refund(paid, key=f"bad {amount}", amount=amount)
    assert done(refund(paid, key="b", amount=199)) == "done"
    assert (is_open(alice, spirit), cash(), site_balance(AccountKind.TAX, "USD"), find_breaks()) == (False, 0, 0, [])


def test_one_spirit_of_a_bundle_is_refunded(alice: User, cards: CardFront) -> None:
    parts = [make_spirit(f"p{number}", tier="basic", price_cents=500, price_points=50) for number in range(2)]
    bundle = Bundle.objects.create(
        slug="b", name="B", icon="📦", price_cents=800, price_points=80, description="", state="live"
    )
    for place, spirit in enumerate(parts, start=1):
        bundle.bundle_spirits.create(spirit=spirit, position=place)
    bought = order(alice, bundle, card=make_card(alice, cards))
    run(bought)
    assert done(refund(bought, spirits=[parts[0].pk])) == "done"
    assert [is_open(alice, each) for each in parts] == [False, True]
    assert (cash(), find_breaks()) == (400, [])


def test_bought_points_are_held_while_their_money_goes_back(alice: User, cards: CardFront) -> None:
    bought = order_top_up(alice, 100, card=make_card(alice, cards))
    run(bought)
    made = refund(bought, amount=500)
    assert (points_of(alice), made.state) == (50, "pending")
    assert (done(made), points_of(alice), cash()) == ("done", 50, 500)
    take_points(user=alice, points=10, key="spent", at=now(), reason="")
    with pytest.raises(NotEnoughPoints):
        refund(bought, key="rest")
    assert (points_of(alice), cash(), find_breaks()) == (40, 500, [])


def test_a_refund_that_the_gateway_refuses_changes_nothing(
    alice: User, paid: Purchase, spirit: Spirit, cards: CardFront
) -> None:
    intent = payment_of(paid).intent_id
    made = refund(paid)
    cards.refund(intent, 200)  # somebody was quicker, at the gateway itself
    assert done(made) == "failed"
    made.refresh_from_db()
    assert ("refused" in made.error, is_open(alice, spirit), cash()) == (True, True, 299)
    hear(paid)
    assert (paid.refunded_amount, cash(), is_open(alice, spirit), find_breaks()) == (200, 99, True, [])


def test_a_refund_made_at_the_gateway_is_booked(alice: User, paid: Purchase, spirit: Spirit, cards: CardFront) -> None:
    cards.refund(payment_of(paid).intent_id, 299)
    hear(paid)
    hear(paid)
    assert (paid.refunded_amount, cash(), is_open(alice, spirit)) == (299, 0, False)
    assert (Refund.objects.get().cause, find_breaks()) == ("gateway", [])


def test_a_dispute_closes_and_a_won_one_opens_again(
    alice: User, paid: Purchase, spirit: Spirit, cards: CardFront
) -> None:
    intent = payment_of(paid).intent_id
    cards.control("dispute", payment_intent=intent, status="warning_needs_response")
    hear(paid)
    assert (cash(), is_open(alice, spirit)) == (299, True)
    cards.control("dispute", payment_intent=intent, status="needs_response")
    hear(paid)
    hear(paid)
    assert (paid.refunded_amount, cash(), is_open(alice, spirit), find_breaks()) == (299, 0, False, [])
    cards.control("dispute", payment_intent=intent, status="won")
    hear(paid)
    hear(paid)
    assert (paid.refunded_amount, cash(), is_open(alice, spirit), find_breaks()) == (0, 299, True, [])
    assert done(refund(paid, key="after")) == "done"
    assert (cash(), is_open(alice, spirit), find_breaks()) == (0, False, [])


def test_a_dispute_that_is_lost_stays(alice: User, paid: Purchase, spirit: Spirit, cards: CardFront) -> None:
    cards.control("dispute", payment_intent=payment_of(paid).intent_id, status="needs_response")
    hear(paid)
    cards.control("dispute", payment_intent=payment_of(paid).intent_id, status="lost")
    hear(paid)
    assert (paid.refunded_amount, cash(), is_open(alice, spirit), find_breaks()) == (299, 0, False, [])


def test_a_dispute_over_points_takes_what_is_left_of_them(alice: User, cards: CardFront) -> None:
    bought = order_top_up(alice, 100, card=make_card(alice, cards))
    run(bought)
    take_points(user=alice, points=70, key="spent", at=now(), reason="")
    cards.control("dispute", payment_intent=payment_of(bought).intent_id, status="needs_response")
    hear(bought)
    assert (points_of(alice), cash(), find_breaks()) == (0, 0, [])


def test_a_dispute_over_all_after_a_part_went_back_takes_what_is_left(
    alice: User, paid: Purchase, spirit: Spirit, cards: CardFront
) -> None:
    intent = payment_of(paid).intent_id
    cards.refund(intent, 100)
    hear(paid)
    cards.control("dispute", payment_intent=intent, status="needs_response")
    hear(paid)
    assert (paid.refunded_amount, cash(), is_open(alice, spirit), find_breaks()) == (299, 0, False, [])
