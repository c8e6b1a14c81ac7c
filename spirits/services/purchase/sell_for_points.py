"""Sells for points: paid, written and open in one message to the database."""

from collections.abc import Sequence
from datetime import datetime

from project.lib.ids import uuid7
from project.ops.statements import Statement, inserting, run_together
from spirits.models.account import AccountKind
from spirits.models.grant import Grant
from spirits.models.ledger import TransactionKind
from spirits.models.purchase import Purchase, PurchaseLine
from spirits.rules.economy.errors import NotEnoughPoints
from spirits.services.economy.open_account import Purse, site_account
from spirits.services.economy.post_transaction import Leg, write_movement
from spirits.services.purchase.announce import announce_shop
from spirits.services.purchase.fulfil import opening_grants


def sell_for_points(
    draft: Purchase, lines: list[PurchaseLine], *, purse: Purse, at: datetime, first: Sequence[Statement] = ()
) -> Purchase:
    """Take the points and open what they paid for, all or nothing; NotEnoughPoints otherwise. ``first`` begins the message.

    Nothing is written for a wallet that was seen to hold too little. What it spends meanwhile elsewhere is refused by the
    database, whatever was seen.
    """
    draft.state, draft.paid_at = Purchase.State.PAID, at
    grants = opening_grants(draft, [line.spirit_id for line in lines], at=at)
    if draft.amount:
        _pay(draft, lines, grants, purse, at, first)
    else:
        run_together(*first, *inserting([draft]), *inserting(lines), *inserting(grants))
    draft._state.adding = False
    announce_shop(draft.buyer_key, draft.recipient_id)
    return draft


def _pay(
    draft: Purchase,
    lines: list[PurchaseLine],
    grants: list[Grant],
    purse: Purse,
    at: datetime,
    first: Sequence[Statement],
) -> None:
    wallet = purse.wallet
    if wallet is None or (wallet.balance or 0) < draft.amount:
        raise NotEnoughPoints
    draft.transaction_id = uuid7()
    write_movement(
        kind=TransactionKind.PURCHASE,
        key=f"purchase:{draft.pk}",
        legs=[Leg(wallet, -draft.amount), Leg(purse.spent or site_account(AccountKind.SPENT), draft.amount)],
        at=at,
        reason=draft.title[:300],
        movement_id=draft.transaction_id,
        first=first,
        along=[*inserting([draft]), *inserting(lines), *inserting(grants)],
    )
