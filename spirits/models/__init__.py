"""Minions, and the economy around them."""

from spirits.models.account import Account, AccountKind
from spirits.models.ledger import LedgerEntry, LedgerTransaction, TransactionKind
from spirits.models.minion import Minion, MinionVersion

__all__ = [
    "Account",
    "AccountKind",
    "LedgerEntry",
    "LedgerTransaction",
    "Minion",
    "MinionVersion",
    "TransactionKind",
]
