"""What an offer depends on, read in one statement: checkout asks twice, once to show it and once under the buyer's lock."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from accounts.rules.ranks import Standing, standing_at
from project.ops.statements import Statement
from spirits.models.grant import Grant
from spirits.models.purchase import Purchase
from spirits.rules.economy.amounts import POINTS

SQL = """
SELECT
    spirits_xp_at(%(buyer)s, %(at)s),
    EXISTS (SELECT 1 FROM spirits_subscription WHERE owner_id = %(buyer)s),
    ARRAY(
        SELECT spirit_id FROM spirits_grant
        WHERE owner_id = %(recipient)s AND spirit_id = ANY(%(parts)s) AND source = ANY(%(sources)s)
            AND revoked_at IS NULL
        UNION ALL
        SELECT l.spirit_id FROM spirits_purchaseline l JOIN spirits_purchase p ON p.id = l.purchase_id
        WHERE p.recipient_id = %(recipient)s AND p.state = %(open)s AND l.spirit_id = ANY(%(parts)s)
    ),
    (
        SELECT json_agg(json_build_array(coalesce(i.spirit_id, i.bundle_id), p.points, p.cents))::text
        FROM spirits_price p JOIN spirits_priceditem i ON i.id = p.item_id
        WHERE i.id IN (
                SELECT id FROM spirits_priceditem WHERE spirit_id = ANY(%(parts)s)
                UNION ALL SELECT id FROM spirits_priceditem WHERE bundle_id = %(bundle)s
            )
            AND p.valid_from <= %(at)s AND (p.valid_until IS NULL OR p.valid_until > %(at)s)
    )
"""
FOR_GOOD = [Grant.Source.PURCHASE.value, Grant.Source.BUNDLE.value, Grant.Source.GIFT.value]


@dataclass(frozen=True)
class OfferFacts:
    """One moment's reading: the buyer's standing, what the recipient holds for good or has ordered, and the prices."""

    standing: Standing
    had_a_plan: bool
    held: frozenset[UUID]
    prices: dict[UUID, tuple[int | None, int | None]]

    def price(self, thing_id: UUID, unit: str) -> int | None:
        """The amount in the unit; None when it is not sold that way."""
        points, cents = self.prices.get(thing_id, (None, None))
        return points if unit == POINTS else cents


def read_offer_facts(
    *, buyer: User, recipient: User, parts: Iterable[UUID], bundle: UUID | None, at: datetime
) -> OfferFacts:
    """Read them; an open order of the recipient counts as held, a plan or a trial does not."""
    asked = asking_offer_facts(buyer=buyer, recipient=recipient, parts=parts, bundle=bundle, at=at)
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.parameters)
        return offer_facts_in(cursor.fetchone())


def asking_offer_facts(
    *, buyer: User, recipient: User, parts: Iterable[UUID], bundle: UUID | None, at: datetime
) -> Statement:
    """The statement whose one row ``offer_facts_in`` understands."""
    given: dict[str, Any] = {
        "buyer": buyer.pk,
        "recipient": recipient.pk,
        "parts": list(parts),
        "bundle": bundle,
        "at": at,
        "sources": FOR_GOOD,
        "open": Purchase.State.AWAITING.value,
    }
    return Statement(SQL, given)


def offer_facts_in(row: tuple[Any, ...]) -> OfferFacts:
    """What the row says."""
    xp, had_a_plan, held, prices = row
    found = {UUID(thing): (points, cents) for thing, points, cents in json.loads(prices or "[]")}
    return OfferFacts(standing_at(xp), had_a_plan, frozenset(held), found)
