"""Buying by points and by invoice, and giving back."""

import threading
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from accounts.testing import make_user
from project.lib.clock import now
from spirits.models import (
    AccountKind,
    Bundle,
    Coupon,
    Grant,
    LedgerTransaction,
    PlanVersion,
    Purchase,
    Refund,
    Spirit,
    XpEvent,
)  # fmt: skip
from spirits.queries.economy.access import access_to
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.queries.economy.quotes import quote, quote_points, usable_coupon
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.errors import (
    AlreadyOwned,
    CouponInvalid,
    KeyReused,
    NotEnoughPoints,
    NotForSale,
    NothingToRefund,
    PriceChanged,
    PurchaseClosed,
    RankTooLow,
)  # fmt: skip
from spirits.rules.economy.quotes import allocate
from spirits.services.economy.grant_access import grant_spirit
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.economy.set_price import set_price
from spirits.services.purchase import buy, cancel_order, confirm_payment, order_points, refund_purchase
from spirits.services.purchase.open_sale import look_at_sale
from spirits.testing import make_spirit
from spirits.testing_economy import make_version, subscribe

POINTS, MANUAL = Purchase.Method.POINTS, Purchase.Method.MANUAL
buying = import_module("spirits.services.purchase.buy")  # the package names the function so


def priced(slug: str, cents: int = 299, points: int = 30, **fields: Any) -> Spirit:
    return make_spirit(slug, tier="basic", price_cents=cents, price_points=points, **fields)


def make_bundle(*spirits: Spirit, cents: int = 1000, points: int = 100) -> Bundle:
    bundle = Bundle.objects.create(
        slug="bundle", name="Bundle", icon="📦", price_cents=cents, price_points=points, description="", state="live"
    )
    for place, spirit in enumerate(spirits, start=1):
        bundle.bundle_spirits.create(spirit=spirit, position=place)
    return bundle


def give(user: User, points: int) -> None:
    grant_points(user=user, points=points, key=f"start:{user.pk}", at=now(), reason="Welcome")


def purchase(buyer: User, thing: Spirit | Bundle, *, key: str = "k", method: Any = POINTS, **extra: Any) -> Purchase:
    """Quote and confirm at once."""
    at = now() + timedelta(seconds=1)  # after the prices, which began with this test's transaction
    code = extra.get("coupon_code", "")
    coupon = usable_coupon(code, buyer=buyer, at=at) if code else None
    offer = quote(
        buyer=buyer, recipient=extra.get("recipient") or buyer, thing=thing, method=method, at=at, coupon=coupon
    )
    return buy(buyer=buyer, thing=thing, method=method, agreed=offer.fingerprint, key=key, at=at, **extra)


def is_open(user: User, spirit: Spirit) -> bool:
    return access_to(user, spirit.pk, at=now() + timedelta(seconds=2)).is_open


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


def test_a_bundle_charges_only_what_is_missing(alice: User) -> None:
    one, two, three = priced("one", points=60), priced("two", points=60), priced("three", points=30)
    bundle = make_bundle(one, two, three, points=100)
    give(alice, 1000)
    purchase(alice, one, key="first")
    bought = purchase(alice, bundle, key="second")
    assert (bought.amount, points_of(alice)) == (60, 880)
    assert {line.spirit.slug: line.amount for line in bought.lines.select_related("spirit")} == {"two": 40, "three": 20}
    assert set(Grant.objects.values_list("spirit__slug", "source")) == {
        ("one", "purchase"), ("two", "bundle"), ("three", "bundle"),
    }  # fmt: skip
    with pytest.raises(AlreadyOwned):
        purchase(alice, bundle, key="third")


def test_a_gift_opens_the_spirit_to_the_other_person(alice: User, bob: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    purchase(alice, spirit, recipient=bob)
    assert (points_of(alice), points_of(bob), Grant.objects.get().source) == (70, 0, "gift")
    assert (is_open(alice, spirit), is_open(bob, spirit)) == (False, True)
    with pytest.raises(AlreadyOwned):
        purchase(alice, spirit, key="again", recipient=bob)


def make_coupon(**fields: Any) -> Coupon:
    return Coupon.objects.create(
        **{"code": "SPRING", "percent_off": 50, "starts_at": now() - timedelta(days=1)} | fields
    )


def test_a_coupon_takes_off_its_share_once_per_person(alice: User) -> None:
    make_coupon()
    give(alice, 100)
    bought = purchase(alice, priced("creative", points=31), coupon_code=" spring ")
    assert (bought.list_amount, bought.coupon_amount, bought.amount, points_of(alice)) == (31, 16, 15, 85)
    with pytest.raises(CouponInvalid):
        purchase(alice, priced("other"), key="2", coupon_code="SPRING")
    assert Coupon.objects.get().uses == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": now() + timedelta(days=1)},
        {"ends_at": now() - timedelta(hours=1)},
        {"uses_limit": 0},
        {"code": "OTHER"},
    ],
    ids=["not yet", "ended", "used up", "unknown"],
)
def test_a_coupon_that_does_not_hold_is_refused(alice: User, fields: dict[str, Any]) -> None:
    make_coupon(**fields)
    give(alice, 100)
    with pytest.raises(CouponInvalid):
        purchase(alice, priced("creative"), coupon_code="SPRING")
    assert points_of(alice) == 100


def test_a_coupon_of_100_percent_moves_no_points(alice: User) -> None:
    make_coupon(percent_off=100)
    bought = purchase(alice, priced("creative"), coupon_code="SPRING")
    assert (bought.state, bought.amount, LedgerTransaction.objects.count(), Grant.objects.count()) == ("paid", 0, 0, 1)


def test_a_plan_takes_off_its_discount(alice: User) -> None:
    version = make_version(priced("included"))
    PlanVersion.objects.filter(pk=version.pk).update(discount_percent=20)
    subscribe(alice, version, now() - timedelta(days=1))
    give(alice, 100)
    bought = purchase(alice, priced("creative", points=33))
    assert (bought.list_amount, bought.discount_amount, bought.amount) == (33, 7, 26)


def test_an_invoice_opens_the_spirit_once_staff_confirm_the_money(alice: User, staff: User, settings: Any) -> None:
    settings.TAX_BASIS_POINTS = 1900
    spirit = priced("creative", cents=1190)
    ordered = purchase(alice, spirit, method=MANUAL)
    assert (ordered.state, ordered.amount, ordered.tax_amount, is_open(alice, spirit)) == ("awaiting", 1190, 190, False)
    assert LedgerTransaction.objects.count() == 0
    confirm_payment(purchase=ordered, reference="BANK-1", actor=staff.pk, at=now())
    confirm_payment(purchase=ordered, reference="BANK-1", actor=staff.pk, at=now())
    assert is_open(alice, spirit)
    balances = [site_balance(kind, "USD") for kind in (AccountKind.CASH, AccountKind.SALES, AccountKind.TAX)]
    assert balances == [1190, -1000, -190]
    with pytest.raises(PurchaseClosed):
        confirm_payment(purchase=ordered, reference="BANK-2", actor=staff.pk, at=now())
    with pytest.raises(PurchaseClosed):
        cancel_order(purchase=ordered, at=now())


def test_an_open_order_is_not_doubled_and_a_cancelled_one_frees_it(alice: User, staff: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    ordered = purchase(alice, spirit, method=MANUAL)
    with pytest.raises(AlreadyOwned):
        purchase(alice, spirit, key="2")
    assert cancel_order(purchase=ordered, at=now()).state == "cancelled"
    with pytest.raises(PurchaseClosed):
        confirm_payment(purchase=ordered, reference="BANK-1", actor=staff.pk, at=now())
    assert purchase(alice, spirit, key="2").state == "paid"


def test_points_are_bought_and_given_back(alice: User, staff: User) -> None:
    agreed = quote_points(buyer=alice, points=500).fingerprint
    ordered = order_points(buyer=alice, points=500, agreed=agreed, key="k", at=now())
    assert (ordered.amount, points_of(alice)) == (5000, 0)
    confirm_payment(purchase=ordered, reference="BANK-1", actor=staff.pk, at=now())
    assert (points_of(alice), site_balance(AccountKind.CASH, "USD"), site_balance(AccountKind.ISSUED)) == (
        500,
        5000,
        -500,
    )
    refund_purchase(purchase=ordered, key="r", reason="Changed my mind", actor=staff.pk, at=now())
    assert (points_of(alice), site_balance(AccountKind.CASH, "USD"), site_balance(AccountKind.ISSUED)) == (0, 0, 0)
    with pytest.raises(NothingToRefund):
        refund_purchase(purchase=ordered, key="r2", reason="Again", actor=staff.pk, at=now())


def test_points_that_were_spent_are_not_refunded(alice: User, staff: User) -> None:
    agreed = quote_points(buyer=alice, points=500).fingerprint
    ordered = order_points(buyer=alice, points=500, agreed=agreed, key="k", at=now())
    confirm_payment(purchase=ordered, reference="BANK-1", actor=staff.pk, at=now())
    take_points(user=alice, points=1, key="spent", at=now(), reason="")
    with pytest.raises(NotEnoughPoints):
        refund_purchase(purchase=ordered, key="r", reason="", actor=staff.pk, at=now())
    assert (points_of(alice), site_balance(AccountKind.CASH, "USD"), Refund.objects.count()) == (499, 5000, 0)


def test_a_refund_gives_back_and_closes_only_this_reason(alice: User, staff: User) -> None:
    spirit = priced("creative")
    give(alice, 100)
    bought = purchase(alice, spirit)
    grant_spirit(user=alice, spirit=spirit, source=Grant.Source.STAFF, starts_at=now())
    made = refund_purchase(purchase=bought, key="r", reason="Did not fit", actor=staff.pk, at=now())
    assert refund_purchase(purchase=bought, key="r", reason="Did not fit", actor=staff.pk, at=now()) == made
    assert (made.amount, points_of(alice)) == (30, 100)
    assert [each.name for each in access_to(alice, spirit.pk, at=now() + timedelta(seconds=2)).reasons] == ["granted"]
    with pytest.raises(NothingToRefund):
        refund_purchase(purchase=bought, key="r2", reason="Again", actor=staff.pk, at=now())
    assert purchase(alice, spirit, key="again").state == "paid"
    assert find_breaks() == []


def test_a_part_of_a_bundle_is_refunded_to_the_unit(alice: User, staff: User, settings: Any) -> None:
    settings.TAX_BASIS_POINTS = 1900
    spirits = [priced(f"s{number}", cents=333) for number in range(3)]
    ordered = purchase(alice, make_bundle(*spirits, cents=1000), method=MANUAL)
    confirm_payment(purchase=ordered, reference="BANK-1", actor=staff.pk, at=now())
    amounts = [
        refund_purchase(
            purchase=ordered, key=spirit.slug, reason="", actor=staff.pk, at=now(), spirits=[spirit.pk]
        ).amount
        for spirit in spirits
    ]  # fmt: skip
    assert (sorted(amounts), sum(amounts)) == ([333, 333, 334], ordered.amount)
    balances = [site_balance(kind, "USD") for kind in (AccountKind.CASH, AccountKind.SALES, AccountKind.TAX)]
    assert balances == [0, 0, 0]
    assert not any(is_open(alice, spirit) for spirit in spirits)


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


def test_an_amount_is_shared_to_the_last_unit() -> None:
    keys = [uuid4() for _ in range(3)]
    for amount in range(50):
        for weights in ([1, 1, 1], [0, 0, 0], [5, 0, 1], [7, 11, 13]):
            parts = allocate(amount, dict(zip(keys, weights, strict=True)))
            assert sum(parts.values()) == amount
            assert all(part >= 0 for part in parts.values())
