"""Begins a sale: the locks, and behind them all that it depends on, in one message to the database."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from project.ops.statements import Statement, run_together
from spirits.locks import locking_people
from spirits.models.purchase import Purchase
from spirits.queries.economy.offer_facts import OfferFacts, asking_offer_facts, offer_facts_in
from spirits.queries.economy.quotes import Offered
from spirits.services.economy.open_account import Purse, asking_purse, purse_in


@dataclass(frozen=True)
class Opening:
    """What was read once nobody else sells to or buys from these people."""

    thing: Offered
    earlier: Purchase | None
    facts: OfferFacts
    purse: Purse


def open_sale(*, buyer: User, recipient: User, thing: Offered, key: str, at: datetime) -> Opening:
    """Lock both people until the transaction ends, and read the purchase of this key, the offer's facts and the purse."""
    *_, earlier, facts, purse = run_together(
        *locking_people(buyer.pk, recipient.pk),
        Statement("SELECT id FROM spirits_purchase WHERE buyer_key = %s AND key = %s", [buyer.pk, key]),
        asking_offer_facts(buyer=buyer, recipient=recipient, parts=thing.ids, bundle=thing.bundle, at=at),
        asking_purse(buyer),
    )
    return Opening(
        thing=thing,
        earlier=Purchase.objects.get(pk=earlier[0][0]) if earlier else None,
        facts=offer_facts_in(facts[0]),
        purse=purse_in(purse),
    )
