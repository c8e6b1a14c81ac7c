"""Reconciliation: every promise of the economy checked over all rows, and each broken row named."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from spirits.queries.economy.reconciliation import budgets, guards, ledger, payments, purchases
from spirits.queries.economy.reconciliation.check import Break, Check

CHECKS: tuple[Check, ...] = (*guards.CHECKS, *ledger.CHECKS, *budgets.CHECKS, *purchases.CHECKS, *payments.CHECKS)

__all__ = ["CHECKS", "Break", "Check", "find_breaks"]


def find_breaks(checks: tuple[Check, ...] = CHECKS) -> list[Break]:
    """Every row that breaks a promise, check by check, all seen at one moment; nothing is changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:  # the isolation can be set at the start of a transaction only
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return [found for check in checks for found in _run(check, cursor)]


def _run(check: Check, cursor: CursorWrapper) -> list[Break]:
    cursor.execute(check.sql)
    return [Break(check.name, check.table, str(row), detail) for row, detail in cursor.fetchall()]
