"""What an offer depends on, read in one statement that is planned once for each connection: checkout asks again and again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at
from spirits.rules.economy.amounts import POINTS

SQL = "SELECT f.xp, f.had_a_plan, f.held, f.prices, f::text FROM spirits_offer_facts(%s, %s, %s, %s, %s) f"


@dataclass(frozen=True)
class OfferFacts:
    """One moment's reading: the buyer's standing, what the recipient holds for good or has ordered, and the prices."""

    standing: Standing
    had_a_plan: bool
    held: frozenset[UUID]
    prices: dict[UUID, tuple[int | None, int | None]]
    mark: str  # two readings with the same mark are the same

    def price(self, thing_id: UUID, unit: str) -> int | None:
        """The amount in the unit; None when it is not sold that way."""
        points, cents = self.prices.get(thing_id, (None, None))
        return points if unit == POINTS else cents


def read_offer_facts(
    *, buyer: User, recipient: User, parts: Iterable[UUID], bundle: UUID | None, at: datetime
) -> OfferFacts:
    """Read them; an open order of the recipient counts as held, a plan or a trial does not."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [buyer.pk, recipient.pk, list(parts), bundle, at])
        return offer_facts_in(cursor.fetchone())


def offer_facts_in(row: Sequence[Any]) -> OfferFacts:
    """What the row says."""
    xp, had_a_plan, held, prices, mark = row
    found = {UUID(thing): (points, cents) for thing, points, cents in json.loads(prices or "[]")}
    return OfferFacts(standing_at(xp), had_a_plan, frozenset(held), found, mark)
