"""Named moments and amounts at which a rule of money or time turns over: at it, just before it, just after it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.rules.ranks import standing_at
from spirits.models import Coupon, Grant, PlanVersion, Spirit, Subscription
from spirits.queries.economy.access import access_to
from spirits.queries.economy.prices import price_of
from spirits.queries.economy.quotes import usable_coupon
from spirits.queries.economy.subscriptions import running_version
from spirits.rules.economy.amounts import LARGEST, checked, share
from spirits.rules.economy.budgets import ModelPrice, Period, notice_due, points_for, start_of
from spirits.rules.economy.bundles import Saving, charged_for_missing
from spirits.rules.economy.cards import expires_at, is_authentic, next_try, sign
from spirits.rules.economy.errors import BadAmount, CouponInvalid
from spirits.rules.economy.experience import with_synergy
from spirits.rules.economy.periods import boundary, month_around, plan_change
from spirits.rules.economy.quotes import Quote, allocate
from spirits.services.economy.set_price import set_price
from spirits.testing import make_spirit
from spirits.testing_economy import make_version, subscribe

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def month(anchor: str, months: int) -> str:
    return boundary(moment(anchor), months).strftime("%Y-%m-%d %H:%M")


def around(anchor: str, at: datetime) -> tuple[str, str]:
    starts_at, ends_at = month_around(moment(anchor), at)
    return f"{starts_at:%m-%d}", f"{ends_at:%m-%d}"


def change(held: int, new: int, at: datetime) -> tuple[bool, int]:
    """For a month of 30 days that began on the first of April 2031."""
    found = plan_change(anchor=moment("2031-04-01"), held_price=held, new_price=new, at=at)
    return found.is_immediate, found.charge


def amount(value: Any) -> bool:
    try:
        return checked(value) == value
    except BadAmount:
        return False


def tax(amount: int, basis_points: int, unit: str = "USD") -> int:
    return Quote("x", unit, amount, 0, 0, (), basis_points).tax_amount


def offered(percent: int, coupon: int = 0, price: int = 99) -> int:
    return Quote("x", "USD", price, percent, coupon, ()).amount


def lines(amount: int, *weights: int) -> list[int]:
    names = [f"{number}" for number in range(len(weights))]
    return list(allocate(amount, dict(zip(names, weights, strict=True))).values())  # type: ignore[arg-type]  # any key will do


def authentic(age: timedelta) -> bool:
    at = moment("2031-04-01")
    return is_authentic(body=b"x", header=sign(body=b"x", secret="s", at=at - age), secrets=["s"], at=at)


APRIL = moment("2031-04-01")
MAY = moment("2031-05-01")
PURE: dict[str, tuple[Callable[[], Any], Any]] = {
    "the 31st in a month of 30 days": (lambda: month("2031-03-31", 1), "2031-04-30 00:00"),
    "the 31st in February": (lambda: month("2031-01-31", 1), "2031-02-28 00:00"),
    "the 31st in February of a leap year": (lambda: month("2032-01-31", 1), "2032-02-29 00:00"),
    "the 31st comes back after February": (lambda: month("2031-01-31", 2), "2031-03-31 00:00"),
    "the 30th in February": (lambda: month("2031-01-30", 1), "2031-02-28 00:00"),
    "the 29th in February of a common year": (lambda: month("2031-01-29", 1), "2031-02-28 00:00"),
    "the 28th in February": (lambda: month("2031-01-28", 1), "2031-02-28 00:00"),
    "the leap day a year later": (lambda: month("2032-02-29", 12), "2033-02-28 00:00"),
    "the leap day four years later": (lambda: month("2032-02-29", 48), "2036-02-29 00:00"),
    "the leap day into a century without one": (lambda: month("2096-02-29", 48), "2100-02-28 00:00"),
    "December into January": (lambda: month("2031-12-31", 1), "2032-01-31 00:00"),
    "December into January of a first": (lambda: month("2031-12-01", 1), "2032-01-01 00:00"),
    "no month later": (lambda: month("2031-01-31", 0), "2031-01-31 00:00"),
    "a month before": (lambda: month("2031-03-31", -1), "2031-02-28 00:00"),
    "a year and a month later": (lambda: month("2031-01-31", 13), "2032-02-29 00:00"),
    "the time of day stays": (lambda: month("2031-01-31 23:59", 1), "2031-02-28 23:59"),
    "a month begins at its boundary": (lambda: around("2031-04-01", MAY), ("05-01", "06-01")),
    "a month lasts to the moment before its boundary": (lambda: around("2031-04-01", MAY - TICK), ("04-01", "05-01")),
    "a month of the 31st ends on the last day": (
        lambda: around("2031-01-31", moment("2031-02-28") - TICK),
        ("01-31", "02-28"),
    ),
    "a month of the 31st begins on the last day": (
        lambda: around("2031-01-31", moment("2031-02-28")),
        ("02-28", "03-31"),
    ),
    "a month before the anchor": (lambda: around("2031-04-01", APRIL - TICK), ("03-01", "04-01")),
    "a dearer plan at the first moment costs the difference": (lambda: change(100, 200, APRIL), (True, 100)),
    "a dearer plan at half of the month costs half of it": (lambda: change(100, 200, APRIL + 15 * DAY), (True, 50)),
    "a dearer plan at the last moment costs nothing": (lambda: change(100, 200, MAY - TICK), (True, 0)),
    "a dearer plan at the boundary is of the next month": (lambda: change(100, 200, MAY), (True, 100)),
    "a plan of the same price waits": (lambda: change(100, 100, APRIL), (False, 0)),
    "a plan dearer by one is immediate": (lambda: change(100, 101, APRIL), (True, 1)),
    "a plan cheaper by one waits": (lambda: change(100, 99, APRIL), (False, 0)),
    "a half rounds up on both sides of a change": (lambda: change(1, 2, APRIL + 15 * DAY), (True, 0)),
    "the smallest amount": (lambda: amount(1), True),
    "nothing is no amount": (lambda: amount(0), False),
    "less than nothing is no amount": (lambda: amount(-1), False),
    "the largest amount": (lambda: amount(LARGEST), True),
    "one above the largest amount": (lambda: amount(LARGEST + 1), False),
    "a truth is no amount": (lambda: amount(True), False),
    "a broken number is no amount": (lambda: amount(1.0), False),
    "a share of exactly a half rounds up": (lambda: share(1, numerator=1, denominator=2), 1),
    "a share just below a half rounds down": (lambda: share(1, numerator=499, denominator=1000), 0),
    "a share of all is all": (lambda: share(LARGEST, numerator=7, denominator=7), LARGEST),
    "a share of none is none": (lambda: share(LARGEST, numerator=0, denominator=7), 0),
    "tax within the smallest amount": (lambda: tax(1, 1900), 0),
    "tax rounds half up": (lambda: tax(3, 2000), 1),
    "tax of nothing": (lambda: tax(0, 1900), 0),
    "no tax at no rate": (lambda: tax(10_000, 0), 0),
    "points carry no tax": (lambda: tax(10_000, 1900, "PTS"), 0),
    "a discount of nothing": (lambda: offered(0), 99),
    "a discount of all": (lambda: offered(100), 0),
    "a discount and a coupon of all": (lambda: offered(50, 100), 0),
    "a coupon takes its part of what the discount left": (lambda: offered(50, 50), 24),
    "one unit over two lines": (lambda: lines(1, 1, 1), [1, 0]),
    "nothing over lines": (lambda: lines(0, 3, 4), [0, 0]),
    "lines without weights share evenly": (lambda: lines(3, 0, 0), [2, 1]),
    "a line without weight among others gets nothing": (lambda: lines(10, 0, 5), [0, 10]),
    "a bundle of which all is owned costs nothing": (
        lambda: charged_for_missing(price=10, parts={"a": 5}, owned={"a"}),
        0,
    ),
    "a bundle of which nothing is owned costs its price": (
        lambda: charged_for_missing(price=10, parts={"a": 5, "b": 9}, owned=set()),
        10,
    ),
    "a missing part never costs more than by itself": (
        lambda: charged_for_missing(price=100, parts={"a": 5, "b": 5}, owned={"a"}),
        5,
    ),
    "a bundle that costs more saves nothing": (lambda: Saving(10, 11).amount, 0),
    "a bundle of free parts saves no per cent": (lambda: Saving(0, 0).percent, 0),
    "a token below a whole point rounds up": (
        lambda: points_for(ModelPrice(1, 0), input_tokens=1, output_tokens=0),
        1,
    ),
    "tokens of exactly a point": (
        lambda: points_for(ModelPrice(1, 0), input_tokens=1_000_000, output_tokens=0),
        1,
    ),
    "one token above a point": (
        lambda: points_for(ModelPrice(1, 0), input_tokens=1_000_001, output_tokens=0),
        2,
    ),
    "no tokens cost nothing": (lambda: points_for(ModelPrice(9, 9), input_tokens=0, output_tokens=0), 0),
    "a week begins on Monday": (lambda: start_of(Period.WEEK, moment("2031-04-06 23:59")), moment("2031-03-31")),
    "a week begins at midnight of Monday": (lambda: start_of(Period.WEEK, moment("2031-04-07")), moment("2031-04-07")),
    "a month's budget begins on the first": (lambda: start_of(Period.MONTH, MAY - TICK), APRIL),
    "below 80 per cent nobody is told": (lambda: notice_due(used=79, limit=100, noticed=0), 0),
    "at 80 per cent people are told": (lambda: notice_due(used=80, limit=100, noticed=0), 80),
    "at 80 per cent people are told once": (lambda: notice_due(used=99, limit=100, noticed=80), 0),
    "at 100 per cent people are told again": (lambda: notice_due(used=100, limit=100, noticed=80), 100),
    "a message five minutes old is taken": (lambda: authentic(timedelta(minutes=5)), True),
    "a message a second older is not": (lambda: authentic(timedelta(minutes=5, seconds=1)), False),
    "a message from five minutes ahead is taken": (lambda: authentic(timedelta(minutes=-5)), True),
    "a message from further ahead is not": (lambda: authentic(timedelta(minutes=-5, seconds=-1)), False),
    "a card of December is good into January": (lambda: expires_at(year=2031, month=12), moment("2032-01-01 12:00")),
    "the first failed charge is tried a day later": (lambda: next_try(1, at=APRIL), APRIL + DAY),
    "the third failed charge is tried two days later": (lambda: next_try(3, at=APRIL), APRIL + 2 * DAY),
    "experience just below a level": (lambda: standing_at(99).level, 0),
    "experience at a level": (lambda: standing_at(100).level, 1),
    "experience just below a rank": (lambda: str(standing_at(1499)), "Novice 5"),
    "experience at a rank": (lambda: str(standing_at(1500)), "Skilled 1"),
    "no experience": (lambda: str(standing_at(0)), "Novice 1"),
    "a conflict of all takes all": (lambda: with_synergy(10, net_percent=-100), 0),
    "a conflict of more than all takes no more": (lambda: with_synergy(10, net_percent=-150), 0),
}


@pytest.mark.parametrize(("work", "expected"), PURE.values(), ids=list(PURE))
def test_a_rule_turns_over(work: Callable[[], Any], expected: Any) -> None:
    assert work() == expected


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", tier="basic", price_points=30, price_cents=300)


@pytest.fixture
def version(spirit: Spirit) -> PlanVersion:
    return make_version(spirit)


def opens(user: User, spirit: Spirit, at: datetime, **fields: Any) -> bool:
    Grant.objects.create(owner=user, spirit=spirit, source="granted", source_id=spirit.pk, **fields)
    return access_to(user, spirit.pk, at=at).is_open


GRANTS: dict[str, tuple[datetime, dict[str, Any], bool]] = {
    "a grant is open at its start": (APRIL, {}, True),
    "a grant is closed just before its start": (APRIL - TICK, {}, False),
    "a grant is open just before its end": (MAY - TICK, {"ends_at": MAY}, True),
    "a grant is closed at its end": (MAY, {"ends_at": MAY}, False),
    "a grant is open just before it is revoked": (MAY - TICK, {"revoked_at": MAY}, True),
    "a grant is closed when it is revoked": (MAY, {"revoked_at": MAY}, False),
    "the last trial call is open": (APRIL, {"calls_limit": 3, "calls_used": 2}, True),
    "no trial call is left": (APRIL, {"calls_limit": 3, "calls_used": 3}, False),
}


@pytest.mark.parametrize(("at", "fields", "expected"), GRANTS.values(), ids=list(GRANTS))
def test_a_grant_turns_over(alice: User, spirit: Spirit, at: datetime, fields: dict[str, Any], expected: bool) -> None:
    assert opens(alice, spirit, at, starts_at=APRIL, **fields) == expected


MONTH = 30 * DAY
GRACE = 7 * DAY
PLANS: dict[str, tuple[timedelta, dict[str, Any], bool]] = {
    "a plan is open at its first moment": (timedelta(0), {}, True),
    "a plan is closed just before its first moment": (-TICK, {}, False),
    "a plan that renews is open at its month's end": (MONTH, {}, True),
    "a plan that renews is open to the end of its grace": (MONTH + GRACE - TICK, {}, True),
    "a plan that renews is closed at the end of its grace": (MONTH + GRACE, {}, False),
    "a cancelled plan is open just before its month's end": (MONTH - TICK, {"renews": False}, True),
    "a cancelled plan is closed at its month's end": (MONTH, {"renews": False}, False),
    "a plan without grace is closed at its month's end": (MONTH, {"grace_days": 0}, False),
    "a plan paused within its month is open to its end": (MONTH - TICK, {"paused_at": APRIL + DAY}, True),
    "a plan paused within its month is closed at its end": (MONTH, {"paused_at": APRIL + DAY}, False),
    "a plan that ended early is open just before": (5 * DAY - TICK, {"ended_at": APRIL + 5 * DAY}, True),
    "a plan that ended early is closed then": (5 * DAY, {"ended_at": APRIL + 5 * DAY}, False),
}


@pytest.mark.parametrize(("after", "fields", "expected"), PLANS.values(), ids=list(PLANS))
def test_a_plan_turns_over(
    alice: User, spirit: Spirit, version: PlanVersion, after: timedelta, fields: dict[str, Any], expected: bool
) -> None:
    made: Subscription = subscribe(alice, version, APRIL, **fields)
    assert access_to(alice, spirit.pk, at=APRIL + after).is_open == expected
    assert (running_version(alice, at=APRIL + after) == made.version) == expected  # limits and discounts agree


def test_a_price_turns_over_at_its_moment(spirit: Spirit) -> None:
    set_price(thing=spirit, cents=500, points=50, starts_at=MAY, now=APRIL)
    found = [price_of(spirit, at=at) for at in (MAY - TICK, MAY)]
    assert [price and price.points for price in found] == [30, 50]


COUPONS: dict[str, tuple[datetime, dict[str, Any], bool]] = {
    "a coupon at its start": (APRIL, {}, True),
    "a coupon just before its start": (APRIL - TICK, {}, False),
    "a coupon just before its end": (MAY - TICK, {"ends_at": MAY}, True),
    "a coupon at its end": (MAY, {"ends_at": MAY}, False),
    "a coupon with one use left": (APRIL, {"uses_limit": 2, "uses": 1}, True),
    "a coupon without uses left": (APRIL, {"uses_limit": 2, "uses": 2}, False),
}


@pytest.mark.parametrize(("at", "fields", "expected"), COUPONS.values(), ids=list(COUPONS))
def test_a_coupon_turns_over(alice: User, at: datetime, fields: dict[str, Any], expected: bool) -> None:
    Coupon.objects.create(code="SPRING", percent_off=10, starts_at=APRIL, **fields)
    try:
        found = usable_coupon("spring ", buyer=alice, at=at).code == "SPRING"
    except CouponInvalid:
        found = False
    assert found == expected
