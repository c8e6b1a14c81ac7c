"""Books money that came for an order."""

from datetime import datetime
from uuid import UUID

from spirits.models.account import AccountKind
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.models.purchase import Purchase
from spirits.rules.economy.amounts import POINTS
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import Leg, post_transaction


def book_money(found: Purchase, *, actor: UUID | None, at: datetime) -> LedgerTransaction:
    """Cash against sales and tax, and the points that were bought into the wallet; once per purchase."""
    legs = [
        Leg(site_account(AccountKind.CASH, found.unit), found.amount),
        Leg(site_account(AccountKind.SALES, found.unit), found.tax_amount - found.amount),
        Leg(site_account(AccountKind.TAX, found.unit), -found.tax_amount),
    ]
    if found.points_bought and found.buyer:
        legs += [
            Leg(wallet_of(found.buyer), found.points_bought),
            Leg(site_account(AccountKind.ISSUED, POINTS), -found.points_bought),
        ]
    return post_transaction(
        kind=_kind(found),
        key=f"purchase:{found.pk}",
        legs=legs,
        at=at,
        actor=actor,
        reason=found.payment_reference[:300],
    )


def _kind(found: Purchase) -> TransactionKind:
    if found.points_bought:
        return TransactionKind.TOPUP
    return TransactionKind.SUBSCRIPTION if found.plan_version_id else TransactionKind.PURCHASE
