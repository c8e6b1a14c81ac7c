"""People with cards and points, and spirits that cost money or points."""

import random
from dataclasses import dataclass, field
from typing import Any

from project.testing.card_front import CardFront

PRICE_CENTS = 299
PRICE_POINTS = 7
GOOD = "4242424242424242"
DECLINED = "4000000000000341"
BANK = "4000002500003155"


@dataclass
class Market:
    """Who buys what; each person keeps a good card, one that is declined, and one whose bank asks."""

    people: list[Any] = field(default_factory=list)
    spirits: list[Any] = field(default_factory=list)
    cards: dict[tuple[Any, str], Any] = field(default_factory=dict)
    wanted: dict[Any, list[Any]] = field(default_factory=dict)

    def next_spirit(self, person: Any) -> Any:
        """A spirit the person was not sold yet."""
        return self.wanted[person.pk].pop()


def open_market(front: CardFront, *, people: int, spirits: int, points: int, chance: random.Random) -> Market:
    """Write everybody and everything down."""
    from accounts.models import User
    from project.lib.clock import now
    from spirits.models import Category, Spirit
    from spirits.services.economy.move_points import grant_points
    from spirits.testing_cards import make_card

    market = Market()
    shelf = Category.objects.create(slug="market", name="Market")
    market.spirits = Spirit.objects.bulk_create(
        Spirit(
            slug=f"m{number}", name=f"M{number}", category=shelf, icon="✨", tier="basic", price_points=PRICE_POINTS,
            price_cents=PRICE_CENTS, state="live", summary="", description="",
        )
        for number in range(spirits)
    )  # fmt: skip
    for number in range(people):
        user = User.objects.create_user(f"market{number}@example.org")
        if points:
            grant_points(user=user, points=points, key=f"market:{user.pk}", at=now(), reason="")
        market.people.append(user)
        market.wanted[user.pk] = chance.sample(market.spirits, len(market.spirits))
        for card in (DECLINED, BANK, GOOD):
            market.cards[user.pk, card] = make_card(user, front, card)
    return market


def make_plans() -> list[Any]:
    """A cheap plan and a dear one."""
    from spirits.models import Plan

    return [
        Plan.objects.create(
            slug=slug, name=slug.title(), price_cents=cents, support="priority", state="live", description=""
        )
        for slug, cents in (("small", 999), ("large", 2999))
    ]
