"""What a bundle, a coupon and a plan take off a price."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from project.lib.clock import now
from spirits.models import (
    Coupon,
    Grant,
    LedgerTransaction,
    PlanVersion,
)  # fmt: skip
from spirits.queries.economy.accounts import points_of
from spirits.rules.economy.errors import (
    AlreadyOwned,
    CouponInvalid,
)  # fmt: skip
from spirits.testing_economy import make_version, subscribe
from spirits.tests.purchases.quick_purchases import give, make_bundle, priced, purchase


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
