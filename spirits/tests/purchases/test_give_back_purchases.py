"""Invoices, orders that are cancelled, and refunds."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from project.lib.clock import now
from spirits.models import (
    AccountKind,
    Grant,
    LedgerTransaction,
    Refund,
)  # fmt: skip
from spirits.queries.economy.access import access_to
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.queries.economy.quotes import quote_points
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.errors import (
    AlreadyOwned,
    NotEnoughPoints,
    NothingToRefund,
    PurchaseClosed,
)  # fmt: skip
from spirits.rules.economy.quotes import allocate
from spirits.services.economy.grant_access import grant_spirit
from spirits.services.economy.move_points import take_points
from spirits.services.purchase import cancel_order, confirm_payment, order_points, refund_purchase
from spirits.tests.purchases.quick_purchases import MANUAL, give, is_open, make_bundle, priced, purchase


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


def test_an_amount_is_shared_to_the_last_unit() -> None:
    keys = [uuid4() for _ in range(3)]
    for amount in range(50):
        for weights in ([1, 1, 1], [0, 0, 0], [5, 0, 1], [7, 11, 13]):
            parts = allocate(amount, dict(zip(keys, weights, strict=True)))
            assert sum(parts.values()) == amount
            assert all(part >= 0 for part in parts.values())
