"""The course of a thing's prices in the admin."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from spirits.admin.economy.timeline import bars_of, state_of
from spirits.models import Price, PricedItem
from spirits.queries.economy.prices import history_of
from spirits.services.economy.set_price import set_price
from spirits.testing import make_spirit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_course_of_a_price_tells_past_now_and_scheduled(staff: User, alice: User) -> None:
    spirit, at = make_spirit(tier="basic", price_cents=500, price_points=50), now()
    set_price(thing=spirit, cents=400, points=40, starts_at=at + DAY, now=at, reason="Spring <sale>")
    set_price(thing=spirit, cents=800, points=None, starts_at=at + 11 * DAY, now=at)
    rows = [(row, state_of(row, at=at + 2 * DAY)) for row in history_of(spirit)]
    assert [(row.cents, state) for row, state in rows] == [(800, "scheduled"), (400, "now"), (500, "past")]
    bars = bars_of(rows, at=at + 2 * DAY)
    assert [(bar.state, bar.height) for bar in bars] == [("past", 118), ("now", 95), ("scheduled", 190)]
    assert (bars[0].x, bars[1].x, bars[2].x, bars[2].x + bars[2].width) == (0, 55, 611, 1000)
    address = f"/admin/spirits/price/timeline/{PricedItem.objects.get(spirit=spirit).pk}/"
    page = client_of(staff).get(address).content.decode()
    assert page.count("<rect") == 3
    assert "Spring &lt;sale&gt;" in page
    assert address in client_of(staff).get("/admin/spirits/price/").content.decode()
    assert client_of(staff).get("/admin/spirits/price/timeline/999999/").status_code == 404
    assert client_of(alice).get(address).status_code == 302
    assert Price.objects.count() == 3


def test_a_thing_that_is_not_sold_for_money_has_no_bars(staff: User) -> None:
    spirit, at = make_spirit(tier="basic", price_cents=500, price_points=50), now()
    rows = list(history_of(spirit))
    rows[0].cents = None
    assert bars_of([(rows[0], "now")], at=at) == []
