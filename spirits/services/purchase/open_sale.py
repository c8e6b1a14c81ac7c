"""Begins a sale: what it depends on, read in one message to the database, with or without everybody else kept waiting."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from project.ops.statements import Statement, run_together
from spirits.locks import locking_people
from spirits.models.purchase import Purchase
from spirits.queries.economy.offer_facts import OfferFacts, offer_facts_in
from spirits.queries.economy.quotes import Offered
from spirits.services.economy.open_account import Purse

LOOK = """
SELECT xp, had_a_plan, held, prices, mark, wallet, balance, spent, earlier
FROM spirits_look_at_sale(%s, %s, %s::uuid[], %s, %s, %s)
"""
BEGIN = "SELECT spirits_begin_sale(%s::uuid[], %s, %s, %s, %s::uuid[], %s, %s)"
SEEN = "a_sale_is_made_on_what_was_seen"


@dataclass(frozen=True)
class Opening:
    """What a sale depends on."""

    thing: Offered
    earlier: Purchase | None
    facts: OfferFacts
    purse: Purse


def open_sale(*, buyer: User, recipient: User, thing: Offered, key: str, at: datetime) -> Opening:
    """Lock both people until the transaction ends, and read the purchase of this key, the offer's facts and the purse."""
    return _reading(
        *locking_people(buyer.pk, recipient.pk), buyer=buyer, recipient=recipient, thing=thing, key=key, at=at
    )


def look_at_sale(*, buyer: User, recipient: User, thing: Offered, key: str, at: datetime) -> Opening:
    """Read the same and lock nobody: the sale must be begun with ``beginning_sale``, which refuses when this has changed."""
    return _reading(buyer=buyer, recipient=recipient, thing=thing, key=key, at=at)


def beginning_sale(opening: Opening, *, buyer: User, recipient: User, at: datetime) -> Statement:
    """The statement that locks both people and refuses, by the constraint ``SEEN``, what was seen before and is not so now."""
    people, thing = sorted({buyer.pk, recipient.pk}), opening.thing
    return Statement(BEGIN, [people, opening.facts.mark, buyer.pk, recipient.pk, thing.ids, thing.bundle, at])


def _reading(*locks: Statement, buyer: User, recipient: User, thing: Offered, key: str, at: datetime) -> Opening:
    asked = [buyer.pk, recipient.pk, thing.ids, thing.bundle, at, key]
    *_, ((*facts, wallet, balance, spent, earlier),) = run_together(*locks, Statement(LOOK, asked))
    return Opening(
        thing=thing,
        earlier=Purchase.objects.get(pk=earlier) if earlier else None,
        facts=offer_facts_in(facts),
        purse=Purse.of(buyer, wallet=wallet, balance=balance, spent=spent),
    )
