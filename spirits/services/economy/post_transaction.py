"""Writes movements into the ledger: the one door through which points and money move."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from project.lib.ids import uuid7
from spirits.models.account import Account
from spirits.models.ledger import LedgerEntry, LedgerTransaction, TransactionKind
from spirits.rules.economy.errors import AlreadyReversed, KeyReused, NotEnoughPoints

INSERT = """
INSERT INTO spirits_ledger_transaction (id, kind, key, fingerprint, reason, actor, reverses_id, happened_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING sequence, posted_at, written_in
"""
NEVER_NEGATIVE = {"account_balance_is_never_negative", "entry_never_leaves_a_negative_balance"}


@dataclass(frozen=True)
class Leg:
    """What one account gains (or, below zero, gives) in a movement."""

    account: Account
    amount: int


@transaction.atomic
def post_transaction(
    *,
    kind: TransactionKind,
    key: str,
    legs: Iterable[Leg],
    at: datetime,
    reason: str = "",
    actor: UUID | None = None,
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    """Write one movement and return it; the same key and legs again return the first one and move nothing.

    Legs of zero are left out. NotEnoughPoints when an account would fall below zero, KeyReused when the key belongs to
    another movement. Entries are written in the order of their accounts, so two movements never wait for each other.
    """
    return write_movement(kind=kind, key=key, legs=legs, at=at, reason=reason, actor=actor, reverses=reverses)


def write_movement(
    *,
    kind: TransactionKind,
    key: str,
    legs: Iterable[Leg],
    at: datetime,
    reason: str = "",
    actor: UUID | None = None,
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    """The same without a savepoint, for callers whose own transaction ends with any refusal."""
    ordered = sorted((leg for leg in legs if leg.amount), key=lambda leg: leg.account.pk)
    mark = _fingerprint(kind, ordered, reverses)
    wanted = LedgerTransaction(
        id=uuid7(),
        kind=kind,
        key=key,
        fingerprint=mark,
        reason=reason,
        actor=actor,
        reverses=reverses,
        happened_at=at,
    )
    if not _write_once(wanted):
        written = LedgerTransaction.objects.get(key=key)
        if written.fingerprint != mark:
            raise KeyReused
        return written
    _write_entries(wanted, ordered)
    return wanted


def reverse_transaction(
    *, original: LedgerTransaction, reason: str, actor: UUID | None, at: datetime
) -> LedgerTransaction:
    """Post the mirror of a movement and return it, once; AlreadyReversed when that happened before."""
    if original.kind == TransactionKind.REVERSAL or LedgerTransaction.objects.filter(reverses=original).exists():
        raise AlreadyReversed
    legs = [Leg(entry.account, -entry.amount) for entry in original.entries.select_related("account")]
    return post_transaction(
        kind=TransactionKind.REVERSAL,
        key=f"reversal:{original.pk}",
        legs=legs,
        at=at,
        reason=reason,
        actor=actor,
        reverses=original,
    )


def _write_once(wanted: LedgerTransaction) -> bool:
    """Write the row unless its key was used before; what the database stamps is read back in the same statement."""
    row: list[Any] = [
        wanted.pk, wanted.kind, wanted.key, wanted.fingerprint, wanted.reason, wanted.actor, wanted.reverses_id,
        wanted.happened_at,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
        stamped = cursor.fetchone()
    if stamped:
        wanted.sequence, wanted.posted_at, wanted.written_in = stamped
        wanted._state.adding, wanted._state.db = False, connection.alias
    return stamped is not None


def _write_entries(written: LedgerTransaction, legs: list[Leg]) -> None:
    rows = [
        LedgerEntry(transaction=written, account=leg.account, unit=leg.account.unit, amount=leg.amount) for leg in legs
    ]
    try:
        LedgerEntry.objects.bulk_create(rows)
    except IntegrityError as error:
        if broken_constraint(error) in NEVER_NEGATIVE:
            raise NotEnoughPoints from error
        raise


def broken_constraint(error: IntegrityError) -> str:
    """The name of the database constraint that refused, or an empty string."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def _fingerprint(kind: TransactionKind, legs: list[Leg], reverses: LedgerTransaction | None) -> str:
    parts = [str(kind), str(reverses.pk if reverses else ""), *(f"{leg.account.pk}:{leg.amount}" for leg in legs)]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
