"""Gives and takes points: grants, adjustments and gifts between the site and a person."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from spirits.models.account import AccountKind
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.rules.economy.amounts import checked
from spirits.services.economy.open_account import wallet_and_site
from spirits.services.economy.post_transaction import Leg, post_transaction


def grant_points(
    *,
    user: User,
    points: int,
    key: str,
    at: datetime,
    reason: str,
    actor: UUID | None = None,
    kind: TransactionKind = TransactionKind.GRANT,
) -> LedgerTransaction:
    """Put freshly issued points into the person's wallet, once per key."""
    wallet, issued = wallet_and_site(user, AccountKind.ISSUED)
    legs = [Leg(wallet, checked(points, field="points")), Leg(issued, -points)]
    return post_transaction(kind=kind, key=key, legs=legs, at=at, reason=reason, actor=actor)


def take_points(
    *,
    user: User,
    points: int,
    key: str,
    at: datetime,
    reason: str,
    actor: UUID | None = None,
    kind: TransactionKind = TransactionKind.ADJUST,
) -> LedgerTransaction:
    """Take points out of the wallet as spent, once per key; NotEnoughPoints when it holds less."""
    wallet, spent = wallet_and_site(user, AccountKind.SPENT)
    legs = [Leg(wallet, -checked(points, field="points")), Leg(spent, points)]
    return post_transaction(kind=kind, key=key, legs=legs, at=at, reason=reason, actor=actor)
