"""Buying by points: once, at the agreed price, whoever is faster."""

import threading
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.testing import make_user
from project.lib.clock import now
from spirits.models import (
    AccountKind,
    Grant,
    Purchase,
    Spirit,
    XpEvent,
)  # fmt: skip
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.queries.economy.quotes import quote
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.errors import (
    AlreadyOwned,
    KeyReused,
    NotEnoughPoints,
    NotForSale,
    PriceChanged,
    RankTooLow,
)  # fmt: skip
from spirits.services.economy.grant_access import grant_spirit
from spirits.services.economy.set_price import set_price
from spirits.services.purchase import buy
from spirits.services.purchase.open_sale import look_at_sale
from spirits.testing import make_spirit
from spirits.tests.purchases.quick_purchases import MANUAL, POINTS, give, is_open, priced, purchase

buying = import_module("spirits.services.purchase.buy")  # the package names the function so


def test_a_spirit_bought_with_points_is_paid_and_open(alice: User, bob: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    bought = purchase(alice, spirit)
    assert (bought.state, bought.unit, bought.amount, points_of(alice)) == ("paid", "PTS", 30, 70)
    assert site_balance(AccountKind.SPENT) == 30
    grant = Grant.objects.get()
    assert (grant.owner, grant.spirit, grant.source, grant.source_id) == (alice, spirit, "purchase", bought.pk)
    assert (is_open(alice, spirit), is_open(bob, spirit)) == (True, False)
    assert [(line.spirit, line.amount) for line in bought.lines.all()] == [(spirit, 30)]
    assert find_breaks() == []


def test_without_enough_points_nothing_happens(alice: User) -> None:
    spirit = priced("creative")
    give(alice, 29)
    with pytest.raises(NotEnoughPoints):
        purchase(alice, spirit)
    assert (points_of(alice), Purchase.objects.count(), Grant.objects.count()) == (29, 0, 0)
    assert not is_open(alice, spirit)


def test_the_same_key_buys_once(alice: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    at = now() + timedelta(seconds=1)
    agreed = quote(buyer=alice, recipient=alice, thing=spirit, method=POINTS, at=at).fingerprint
    made = [buy(buyer=alice, thing=spirit, method=POINTS, agreed=agreed, key="k", at=at) for _ in range(3)]
    assert (len({each.pk for each in made}), points_of(alice), Grant.objects.count()) == (1, 70, 1)
    with pytest.raises(KeyReused):
        buy(buyer=alice, thing=spirit, method=POINTS, agreed="another", key="k", at=at)


@pytest.fixture
def in_the_gap(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs something once, between the look at a sale and the message that writes it."""

    def plan(rival: Any) -> None:
        todo = [rival]

        def look_and_be_overtaken(**asked: Any) -> Any:
            seen = look_at_sale(**asked)
            if todo:
                todo.pop()()
            return seen

        monkeypatch.setattr(buying, "look_at_sale", look_and_be_overtaken)

    return plan


def test_a_sale_that_a_rival_was_faster_than_is_looked_at_again(alice: User, in_the_gap: Any) -> None:
    spirit = priced("creative")
    give(alice, 100)
    in_the_gap(lambda: purchase(alice, spirit, key="rival"))
    with pytest.raises(AlreadyOwned):
        purchase(alice, spirit, key="k")
    assert (points_of(alice), Purchase.objects.get().key, Grant.objects.count()) == (70, "rival", 1)
    assert find_breaks() == []


def test_a_key_that_a_rival_was_faster_with_returns_the_rivals_purchase(alice: User, in_the_gap: Any) -> None:
    spirit, other = priced("creative"), priced("other")
    give(alice, 100)
    made: list[Purchase] = []
    in_the_gap(lambda: made.append(purchase(alice, spirit)))
    assert purchase(alice, spirit) == made[0]
    in_the_gap(lambda: purchase(alice, other, key="j"))
    with pytest.raises(KeyReused):
        purchase(alice, priced("third"), key="j")
    assert (points_of(alice), Grant.objects.count()) == (40, 2)


def test_a_price_that_changed_in_the_gap_is_not_charged(alice: User, in_the_gap: Any) -> None:
    spirit = priced("creative")
    give(alice, 100)
    at = now()
    in_the_gap(lambda: set_price(thing=spirit, cents=299, points=20, starts_at=at, now=at))
    with pytest.raises(PriceChanged):
        purchase(alice, spirit)
    assert (points_of(alice), Purchase.objects.count()) == (100, 0)


def test_points_spent_in_the_gap_are_not_spent_again(alice: User, in_the_gap: Any) -> None:
    spirit = priced("creative")
    give(alice, 50)
    in_the_gap(lambda: purchase(alice, priced("other"), key="rival"))
    with pytest.raises(NotEnoughPoints):
        purchase(alice, spirit)
    assert (points_of(alice), Purchase.objects.count()) == (20, 1)
    assert find_breaks() == []


def test_another_price_than_the_one_shown_is_refused(alice: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    at = now() + timedelta(seconds=1)
    agreed = quote(buyer=alice, recipient=alice, thing=spirit, method=POINTS, at=at).fingerprint
    Spirit.objects.filter(pk=spirit.pk).update(price_points=20)
    with pytest.raises(PriceChanged):
        buy(buyer=alice, thing=spirit, method=POINTS, agreed=agreed, key="k", at=at)
    assert (points_of(alice), Purchase.objects.count()) == (100, 0)


def test_what_is_owned_is_not_bought_again(alice: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    purchase(alice, spirit)
    with pytest.raises(AlreadyOwned):
        purchase(alice, spirit, key="other")
    assert points_of(alice) == 70


def test_what_a_plan_opens_may_still_be_bought_for_good(alice: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    grant_spirit(user=alice, spirit=spirit, source=Grant.Source.STAFF, starts_at=now())
    assert purchase(alice, spirit).state == "paid"


def test_points_need_the_rank_and_money_does_not(alice: User) -> None:
    spirit = priced("translator", unlock_rank="skilled", unlock_level=1)
    give(alice, 100)
    with pytest.raises(RankTooLow) as caught:
        purchase(alice, spirit)
    assert caught.value.message == "Points buy Translator from Skilled 1 on."
    XpEvent.objects.create(owner=alice, kind="task_completed", source="t", amount=1500, happened_at=now())
    assert purchase(alice, spirit).state == "paid"
    assert purchase(make_user(), spirit, method=MANUAL).state == "awaiting"


@pytest.mark.parametrize("fields", [{"state": "retired"}, {"state": "draft"}])
def test_what_is_not_live_is_not_for_sale(alice: User, fields: dict[str, Any]) -> None:
    with pytest.raises(NotForSale):
        purchase(alice, priced("creative", **fields))


def test_a_free_spirit_is_not_for_sale(alice: User) -> None:
    with pytest.raises(NotForSale):
        purchase(alice, make_spirit("writer"))


def test_a_gift_opens_the_spirit_to_the_other_person(alice: User, bob: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    purchase(alice, spirit, recipient=bob)
    assert (points_of(alice), points_of(bob), Grant.objects.get().source) == (70, 0, "gift")
    assert (is_open(alice, spirit), is_open(bob, spirit)) == (False, True)
    with pytest.raises(AlreadyOwned):
        purchase(alice, spirit, key="again", recipient=bob)


@pytest.mark.django_db(transaction=True)
def test_rivals_buy_a_spirit_once() -> None:
    alice = make_user("alice@example.org")
    spirit = priced("creative")
    give(alice, 1000)
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def rival(number: int) -> None:
        start.wait()
        try:
            outcomes.append(purchase(alice, spirit, key=f"k{number}").state)
        except AlreadyOwned:
            outcomes.append("owned")
        connection.close()

    threads = [threading.Thread(target=rival, args=(number,)) for number in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert (sorted(outcomes), points_of(alice), Grant.objects.count()) == (["owned"] * 7 + ["paid"], 970, 1)
    assert find_breaks() == []


@pytest.mark.django_db(transaction=True)
def test_two_people_giving_each_other_at_once_do_not_wait_forever() -> None:
    alice, bob = make_user(), make_user()
    one, two = priced("one"), priced("two")
    give(alice, 100)
    give(bob, 100)
    start = threading.Barrier(2)

    def give_spirit(buyer: User, recipient: User, spirit: Spirit) -> None:
        start.wait()
        purchase(buyer, spirit, recipient=recipient)
        connection.close()

    pairs = [(alice, bob, one), (bob, alice, two)]
    threads = [threading.Thread(target=give_spirit, args=pair) for pair in pairs]
    [each.start() for each in threads]
    [each.join(timeout=20) for each in threads]
    assert (is_open(bob, one), is_open(alice, two)) == (True, True)
