"""Prices: what holds when, what cannot be rewritten, and how the catalogue follows."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from project.lib.clock import now
from spirits.models import Bundle, Category, Plan, Price, PricedItem, Spirit
from spirits.queries.economy.prices import history_of, lowest_of_last_30_days, price_of, prices_of_spirits
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.bundles import Saving, charged_for_missing
from spirits.rules.economy.errors import BadAmount, PriceInThePast
from spirits.services.economy.post_transaction import broken_constraint
from spirits.services.economy.set_price import apply_due_prices, set_price

DAY = timedelta(days=1)


def make_spirit(slug: str = "creative", cents: int = 299, points: int = 30, **fields: Any) -> Spirit:
    shelf, _ = Category.objects.get_or_create(slug="shelf", name="Shelf")
    return Spirit.objects.create(
        slug=slug, name=slug.title(), category=shelf, icon="🎭", tier=fields.pop("tier", "basic"),
        price_cents=cents, price_points=points, state="live", **fields,
    )  # fmt: skip


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit()


def soon() -> datetime:
    """A moment after this test's transaction began."""
    return now() + timedelta(seconds=1)


def test_a_spirit_is_priced_from_its_first_moment(spirit: Spirit) -> None:
    price = price_of(spirit, at=soon())
    assert price is not None
    assert (price.cents, price.points, price.valid_until, price.reason) == (299, 30, None, "Catalogue")


def test_a_plan_and_a_bundle_are_priced_alike(db: None) -> None:
    bundle = Bundle.objects.create(slug="b", name="B", icon="📦", price_cents=1299, price_points=130, description="")
    plan = Plan.objects.create(slug="p", name="P", price_cents=999, support="community", description="")
    found = price_of(bundle, at=soon()), price_of(plan, at=soon())
    assert [(each.cents, each.points) for each in found if each] == [(1299, 130), (999, None)]


def test_a_change_in_the_catalogue_is_recorded_whatever_door_it_came_through(spirit: Spirit) -> None:
    Spirit.objects.filter(pk=spirit.pk).update(price_cents=199)
    price = price_of(spirit, at=soon())
    assert price is not None
    assert (price.cents, price.points) == (199, 30)
    assert Price.objects.filter(item__spirit=spirit).count() == 2


def test_saving_without_a_change_records_nothing(spirit: Spirit) -> None:
    spirit.save()
    assert Price.objects.filter(item__spirit=spirit).count() == 1


def test_a_scheduled_price_holds_from_its_moment(spirit: Spirit) -> None:
    present = now()
    set_price(thing=spirit, cents=399, points=40, starts_at=present + 10 * DAY, now=present, reason="Autumn")
    cents = [price.cents for at in (5, 9.999, 10.001, 30) if (price := price_of(spirit, at=present + at * DAY))]
    assert cents == [299, 299, 399, 399]
    spirit.refresh_from_db()
    assert spirit.price_cents == 299
    assert apply_due_prices(at=present + 9 * DAY) == 0
    assert apply_due_prices(at=present + 11 * DAY) == 1
    spirit.refresh_from_db()
    assert (spirit.price_cents, spirit.price_points) == (399, 40)


def test_a_price_between_now_and_a_scheduled_one_lasts_until_then(spirit: Spirit) -> None:
    present = now()
    set_price(thing=spirit, cents=399, points=40, starts_at=present + 10 * DAY, now=present)
    set_price(thing=spirit, cents=199, points=20, starts_at=present + 5 * DAY, now=present)
    cents = [price.cents for at in (1, 6, 11) if (price := price_of(spirit, at=present + at * DAY))]
    assert cents == [299, 199, 399]


def test_a_scheduled_price_is_replaced_at_its_own_moment(spirit: Spirit) -> None:
    present = now()
    at = present + 10 * DAY
    set_price(thing=spirit, cents=399, points=40, starts_at=at, now=present)
    set_price(thing=spirit, cents=349, points=35, starts_at=at, now=present)
    price = price_of(spirit, at=at)
    assert price is not None
    assert price.cents == 349
    assert [(each.cents, each.valid_from == each.valid_until) for each in history_of(spirit)] == [
        (349, False), (399, True), (299, False),
    ]  # fmt: skip


def test_the_lowest_price_of_the_last_30_days(spirit: Spirit) -> None:
    present = now()
    for day, cents in ((10, 199), (20, 499)):
        set_price(thing=spirit, cents=cents, points=30, starts_at=present + day * DAY, now=present)
    lowest = [lowest_of_last_30_days(spirit, at=present + day * DAY) for day in (1, 11, 25, 49, 51)]
    assert lowest == [299, 199, 199, 199, 499]


def test_a_price_in_the_past_is_refused(spirit: Spirit) -> None:
    present = now()
    with pytest.raises(PriceInThePast):
        set_price(thing=spirit, cents=1, points=1, starts_at=present - DAY, now=present)
    assert Price.objects.filter(item__spirit=spirit).count() == 1


@pytest.mark.parametrize(("cents", "field"), [(-1, "cents"), (10**12 + 1, "cents"), (True, "cents")])
def test_a_nonsense_price_is_refused(spirit: Spirit, cents: Any, field: str) -> None:
    with pytest.raises(BadAmount) as caught:
        set_price(thing=spirit, cents=cents, points=1, starts_at=now(), now=now())
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE spirits_price SET cents = 1", "price_history_is_never_rewritten"),
        ("UPDATE spirits_price SET valid_until = now() - interval '1 hour'", "price_history_is_never_rewritten"),
        ("UPDATE spirits_price SET valid_from = valid_from - interval '1 day'", "price_history_is_never_rewritten"),
        ("DELETE FROM spirits_price", "the_ledger_is_append_only"),
        ("TRUNCATE spirits_price", "the_ledger_is_append_only"),
        ("INSERT INTO spirits_price (id, item_id, cents, valid_from, reason) SELECT uuidv7(), item_id, 5,"
         " now() + interval '3 days', '' FROM spirits_price", "prices_of_an_item_never_overlap"),
        ("INSERT INTO spirits_price (id, item_id, cents, valid_from, valid_until, reason) SELECT uuidv7(), item_id, 5,"
         " now() - interval '3 days', now() - interval '2 days', '' FROM spirits_price", "a_price_never_starts_in_the_past"),
    ],
)  # fmt: skip
def test_the_database_refuses_to_rewrite_prices(spirit: Spirit, sql: str, constraint: str) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")
    assert isinstance(caught.value, IntegrityError)
    assert broken_constraint(caught.value) == constraint


def test_two_items_may_cost_different_things_at_one_time(spirit: Spirit) -> None:
    other = make_spirit("writer", 499, 50)
    found = prices_of_spirits([spirit.pk, other.pk], at=soon())
    assert {key: price.cents for key, price in found.items()} == {spirit.pk: 299, other.pk: 499}
    assert find_breaks() == []


def test_a_deleted_draft_leaves_its_price_history(spirit: Spirit) -> None:
    item = PricedItem.objects.get(spirit=spirit)
    spirit.delete()
    item.refresh_from_db()
    assert (item.spirit_id, item.prices.count()) == (None, 1)


@pytest.mark.parametrize(
    ("price", "parts", "owned", "charged"),
    [
        (100, {"a": 60, "b": 60}, set(), 100),
        (100, {"a": 60, "b": 60}, {"a"}, 50),
        (100, {"a": 60, "b": 60}, {"a", "b"}, 0),
        (100, {"a": 90, "b": 30}, {"a"}, 25),
        (100, {"a": 90, "b": 30, "c": 0}, {"a", "b"}, 0),
        (500, {"a": 60, "b": 60}, {"a"}, 60),
        (101, {"a": 1, "b": 1}, set(), 101),
        (90, {"a": 0, "b": 0, "c": 0}, {"a"}, 60),
        (1299, {"writer": 0, "creative": 299, "translator": 499, "designer": 999}, {"creative"}, 1083),
    ],
)
def test_a_bundle_charges_only_what_is_missing(
    price: int, parts: dict[str, int], owned: set[str], charged: int
) -> None:
    assert charged_for_missing(price=price, parts=parts, owned=owned) == charged


@pytest.mark.parametrize(
    ("separately", "together", "amount", "percent"), [(1797, 1299, 498, 27), (100, 120, 0, 0), (0, 0, 0, 0)]
)
def test_a_saving_is_computed(separately: int, together: int, amount: int, percent: int) -> None:
    saving = Saving(separately, together)
    assert (saving.amount, saving.percent) == (amount, percent)
