"""Card payments whose worker dies at every step, whose answers get lost, and whose messages come in any order."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import make_user
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.testing.card_front import CardFront
from spirits.cards import card_desk
from spirits.models import AccountKind, Payment, Purchase, Refund
from spirits.queries.economy.accounts import site_balance
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.payment.run import run_payment, run_refund
from spirits.services.purchase import cancel_order, refund_purchase
from spirits.testing import make_spirit
from spirits.testing_cards import BANK_ASKS, DECLINED, GOOD, make_card, order, payment_of

pytestmark = pytest.mark.slow


class Killed(BaseException):
    """The process is gone: nothing catches it, and its open transaction is rolled back."""


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bool], None]:
    """Let the worker die once at a call of the gateway: before it, or after the gateway did it."""

    def arm(name: str, is_after: bool) -> None:
        kind = type(card_desk())
        real, left = getattr(kind, name), ["one death"]

        def die(*args: Any, **kwargs: Any) -> Any:
            is_alive = not left
            left.clear()
            done = real(*args, **kwargs) if is_alive or is_after else None
            if is_alive:
                return done
            raise Killed

        monkeypatch.setattr(kind, name, die)

    return arm


def gateway_keeps(front: CardFront, people: list[User]) -> int:
    """What the gateway has of these people's payments, less what it gave back."""
    mine = {str(each) for each in Payment.objects.filter(owner__in=people).values_list("pk", flat=True)}
    intents = [
        each for each in front.ask("/v1/payment_intents?limit=100000")["data"] if each["metadata"].get("daimon") in mine
    ]
    names = {each["id"] for each in intents}
    back = [each for each in front.ask("/v1/refunds?limit=100000")["data"] if each["payment_intent"] in names]
    got = sum(each["amount"] for each in intents if each["status"] == "succeeded")
    return got - sum(each["amount"] for each in back)


@pytest.mark.parametrize("is_after", [False, True])
@pytest.mark.parametrize("name", ["make_holder", "create_intent", "confirm_intent", "fetch_intent"])
def test_a_worker_that_dies_at_any_call_charges_once(
    alice: User, cards: CardFront, kill: Callable[[str, bool], None], name: str, is_after: bool
) -> None:
    spirit = make_spirit("creative", tier="basic", price_cents=299, price_points=30)
    bought = order(alice, spirit, card=make_card(alice, cards))
    if name == "make_holder":
        alice.card_holder.cards.all().delete()
        alice.card_holder.delete()
        Payment.objects.update(kind="page", card=None)
    kill(name, is_after)
    with suppress(Killed):
        run_payment(payment_id=payment_of(bought).pk, at=now())
    for _ in range(3):
        payment = payment_of(bought)
        run_payment(payment_id=payment.pk, at=now())
        if payment.page_url:
            cards.pay_page(payment.page_url)
    bought.refresh_from_db()
    assert (bought.state, payment_of(bought).state) == ("paid", "succeeded")
    assert (gateway_keeps(cards, [alice]), site_balance(AccountKind.CASH, "USD"), find_breaks()) == (299, 299, [])


@pytest.mark.slow
def test_both_books_are_even_whatever_happens(db: None, cards: CardFront) -> None:
    chance = random.Random(4)
    people = [make_user() for _ in range(6)]
    spirits = [make_spirit(f"s{number}", tier="basic", price_cents=299, price_points=30) for number in range(4)]
    stored = {
        (user.pk, number): make_card(user, cards, number) for user in people for number in (GOOD, DECLINED, BANK_ASKS)
    }
    cards.control("faults", lose_answer=0.05, refuse=0.05, seed=4)
    for number in range(18):
        user = people[number % len(people)]
        with suppress(DaimonError):
            which = chance.choice([GOOD, GOOD, GOOD, DECLINED, BANK_ASKS])
            bought = order(user, spirits[number // len(people)], card=stored[user.pk, which])
            run_payment(payment_id=payment_of(bought).pk, at=now())
            if chance.random() < 0.2:
                cancel_order(purchase=bought, at=now())
            if chance.random() < 0.3:
                refund_purchase(purchase=bought, key="r", reason="", actor=None, at=now())
    for _ in range(12):
        _look_after(cards, chance)
    cards.control("faults")
    for _ in range(3):
        _look_after(cards, chance)
    for bought in Purchase.objects.filter(state="awaiting"):
        cancel_order(purchase=bought, at=now())
        run_payment(payment_id=payment_of(bought).pk, at=now())
    fulfilled = sum(each.amount - each.refunded_amount for each in Purchase.objects.filter(state="paid"))
    assert gateway_keeps(cards, people) == fulfilled == site_balance(AccountKind.CASH, "USD")
    assert (site_balance(AccountKind.OWED, "USD"), find_breaks()) == (0, [])
    assert {"paid", "cancelled"} == set(Purchase.objects.values_list("state", flat=True))


def _look_after(front: CardFront, chance: random.Random) -> None:
    """What jobs and people do in a while."""
    for payment in Payment.objects.filter(state__in=[*Payment.OPEN, "stray"]):
        with suppress(DaimonError):
            run_payment(payment_id=payment.pk, at=now())
            payment.refresh_from_db()
            if payment.page_url and chance.random() < 0.3:
                front.pay_page(payment.page_url, chance.choice([GOOD, BANK_ASKS]), then="yes")
    for refund in Refund.objects.filter(state="pending"):
        with suppress(DaimonError):
            run_refund(refund_id=refund.pk, at=now())
