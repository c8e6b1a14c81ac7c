"""Paying by card: stored cards, the gateway's page, declines, banks that ask, and money without an order."""

from typing import Any

import pytest

from accounts.models import User
from project.lib.clock import now
from project.testing.card_front import CardFront
from spirits.cards import card_desk
from spirits.cards.desk import Intent, IntentState
from spirits.models import AccountKind, Card, Payment, Purchase, Spirit
from spirits.queries.economy.access import access_to
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.payment.run import run_payment
from spirits.services.payment.settle import settle
from spirits.services.purchase import cancel_order
from spirits.testing import make_spirit
from spirits.testing_cards import (
    BANK_ASKS,
    BANK_ASKS_THEN_DECLINES,
    DECLINED,
    make_card,
    order,
    order_top_up,
    payment_of,
    run,
)  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", tier="basic", price_cents=299, price_points=30)


def is_open(user: User, spirit: Spirit) -> bool:
    return access_to(user, spirit.pk, at=now()).is_open


def cash() -> tuple[int, int]:
    return site_balance(AccountKind.CASH, "USD"), site_balance(AccountKind.OWED, "USD")


def received(front: CardFront) -> int:
    """What the gateway has kept over all tests of this run."""
    intents = front.ask("/v1/payment_intents?limit=100000")["data"]
    refunds = front.ask("/v1/refunds?limit=100000")["data"]
    return sum(each["amount"] for each in intents if each["status"] == "succeeded") - sum(r["amount"] for r in refunds)


def test_a_stored_card_pays_and_opens(alice: User, spirit: Spirit, cards: CardFront) -> None:
    before = received(cards)
    card = make_card(alice, cards)
    bought = order(alice, spirit, card=card)
    assert (bought.state, payment_of(bought).state, is_open(alice, spirit)) == ("awaiting", "new", False)
    assert run(bought).state == "succeeded"
    bought.refresh_from_db()
    assert (bought.state, bought.payment_reference[:3], is_open(alice, spirit)) == ("paid", "pi_", True)
    assert (cash(), received(cards) - before) == ((299, 0), 299)
    for _ in range(3):  # a run more changes nothing
        assert run(bought).state == "succeeded"
    assert (cash(), received(cards) - before, find_breaks()) == ((299, 0), 299, [])


def test_the_card_page_pays_keeps_the_card_and_opens(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, keeps_card=True)
    waiting = run(bought)
    assert waiting.state == "action"
    assert waiting.page_url.startswith(f"{cards.address}/pay/cs_")
    assert run(bought).state == "action"
    assert cards.pay_page(waiting.page_url) == 303
    done = run(bought)
    assert (done.state, done.page_url, is_open(alice, spirit)) == ("succeeded", "", True)
    card = Card.objects.get()
    assert (card.holder.owner, card.last4, card.is_default, done.card) == (alice, "4242", True, card)
    assert find_breaks() == []


def test_a_declined_card_leaves_the_order_open_for_another(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards, DECLINED))
    failed = run(bought)
    assert (failed.state, failed.error_code) == ("failed", "card_declined")
    bought.refresh_from_db()
    assert (bought.state, is_open(alice, spirit), cash()) == ("awaiting", False, (0, 0))
    assert find_breaks() == []


def test_a_bank_that_asks_sends_the_person_to_the_page(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards, BANK_ASKS))
    run_payment(payment_id=payment_of(bought).pk, at=now())
    first, second = Payment.objects.order_by("pk")
    assert (first.state, first.error_code, second.kind, second.state) == (
        "failed", "authentication_required", "page", "new",
    )  # fmt: skip
    page = run(bought)
    assert cards.pay_page(page.page_url, BANK_ASKS, then="no") == 402
    assert run(bought).state == "action"  # another card may be tried
    assert cards.pay_page(page.page_url, BANK_ASKS, then="yes") == 303
    assert (run(bought).state, is_open(alice, spirit), find_breaks()) == ("succeeded", True, [])


def test_a_page_declines_and_then_expires(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit)
    page = run(bought)
    assert cards.pay_page(page.page_url, BANK_ASKS_THEN_DECLINES, then="yes") == 402
    assert run(bought).state == "action"
    cancel_order(purchase=bought, at=now())
    assert run(bought).state == "cancelled"
    assert cards.pay_page(page.page_url) == 410
    assert (is_open(alice, spirit), cash(), find_breaks()) == (False, (0, 0), [])


def test_an_expired_card_is_asked_about_and_not_charged(alice: User, spirit: Spirit, cards: CardFront) -> None:
    before = received(cards)
    bought = order(alice, spirit, card=make_card(alice, cards, year=2024))
    failed = run(bought)
    assert (failed.state, failed.error_code, failed.intent_id) == ("failed", "expired_card", "")
    assert (received(cards), cash()) == (before, (0, 0))


def test_money_for_a_cancelled_order_goes_back(alice: User, spirit: Spirit, cards: CardFront) -> None:
    before = received(cards)
    bought = order(alice, spirit)
    page = run(bought)
    assert cards.pay_page(page.page_url) == 303
    cancel_order(purchase=bought, at=now())  # before anybody told us
    assert run(bought).state == "stray"
    assert (cash(), is_open(alice, spirit), find_breaks()) == ((299, -299), False, [])
    assert run(bought).state == "returned"
    assert run(bought).state == "returned"
    assert (cash(), received(cards), find_breaks()) == ((0, 0), before, [])


def test_an_order_cancelled_between_two_steps_is_never_charged(
    alice: User, spirit: Spirit, cards: CardFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = received(cards)
    bought = order(alice, spirit, card=make_card(alice, cards))
    desk = type(card_desk())
    create = desk.create_intent

    def create_and_be_overtaken(*arguments: Any, **named: Any) -> Intent:
        made = create(*arguments, **named)
        cancel_order(purchase=bought, at=now())
        return made

    monkeypatch.setattr(desk, "create_intent", create_and_be_overtaken)
    assert run(bought).state == "cancelled"
    [intent] = [
        each
        for each in cards.ask("/v1/payment_intents?limit=100000")["data"]
        if each["id"] == payment_of(bought).intent_id
    ]
    assert (intent["status"], received(cards), cash()) == ("canceled", before, (0, 0))


def test_money_of_somebody_who_left_goes_back(alice: User, bob: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards), recipient=bob)
    bob.delete()
    assert run(bought).state == "stray"
    assert run(bought).state == "returned"
    assert (Purchase.objects.get().state, cash(), find_breaks()) == ("cancelled", (0, 0), [])


def test_points_are_topped_up(alice: User, cards: CardFront) -> None:
    bought = order_top_up(alice, 500, card=make_card(alice, cards))
    assert run(bought).state == "succeeded"
    assert (points_of(alice), cash(), find_breaks()) == (500, (5000, 0), [])


def test_money_of_another_amount_opens_nothing_and_is_owed(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards))
    told = Intent(id="pi_other", state=IntentState.SUCCEEDED, amount=298, received=298, unit="USD")
    settled = settle(payment_id=payment_of(bought).pk, facts=told, at=now())
    bought.refresh_from_db()
    assert (settled.state, settled.error_code, bought.state) == ("stray", "amount_differs", "cancelled")
    assert (cash(), is_open(alice, spirit), find_breaks()) == ((298, -298), False, [])
