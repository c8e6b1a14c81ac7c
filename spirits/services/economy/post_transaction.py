"""Writes movements into the ledger: the one door through which points and money move."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from project.lib.ids import uuid7
from project.ops.statements import Statement, run_together
from spirits.models.account import Account
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.rules.economy.errors import AlreadyReversed, KeyReused, NotEnoughPoints

MOVEMENT = """
INSERT INTO spirits_ledger_transaction (id, kind, key, fingerprint, reason, actor, reverses_id, happened_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING sequence, posted_at, written_in
"""
# No row when the key was used before: then the movement above was not written.
ENTRIES = """
INSERT INTO spirits_ledger_entry (transaction_id, account_id, unit, amount)
SELECT t.id, leg.account, leg.unit, leg.amount
FROM spirits_ledger_transaction t, unnest(%s::uuid[], %s::text[], %s::bigint[]) WITH ORDINALITY AS leg (account, unit, amount, place)
WHERE t.id = %s ORDER BY leg.place
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
    movement_id: UUID | None = None,
    first: Sequence[Statement] = (),
    along: Sequence[Statement] = (),
) -> LedgerTransaction:
    """The same without a savepoint, for callers whose own transaction ends with any refusal.

    ``first`` is run before the movement, in the same message, and ``along`` behind the entries; it may name the movement by
    the id it was given; KeyReused when the movement was not a new one.
    """
    ordered = sorted((leg for leg in legs if leg.amount), key=lambda leg: leg.account.pk)
    mark = _fingerprint(kind, ordered, reverses)
    wanted = LedgerTransaction(
        id=movement_id or uuid7(),
        kind=kind,
        key=key,
        fingerprint=mark,
        reason=reason,
        actor=actor,
        reverses=reverses,
        happened_at=at,
    )
    if not _write_once(wanted, ordered, first, along):
        written = LedgerTransaction.objects.get(key=key)
        if along or written.fingerprint != mark:
            raise KeyReused
        return written
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


def _write_once(
    wanted: LedgerTransaction, legs: list[Leg], first: Sequence[Statement], along: Sequence[Statement]
) -> bool:
    """Write the rows unless the key was used before; what the database stamps is read back in the same message."""
    row: list[Any] = [
        wanted.pk, wanted.kind, wanted.key, wanted.fingerprint, wanted.reason, wanted.actor, wanted.reverses_id,
        wanted.happened_at,
    ]  # fmt: skip
    accounts, units = [leg.account.pk for leg in legs], [leg.account.unit for leg in legs]
    entries = [accounts, units, [leg.amount for leg in legs], wanted.pk]
    try:
        found = run_together(*first, Statement(MOVEMENT, row), Statement(ENTRIES, entries), *along)
    except IntegrityError as error:
        if broken_constraint(error) in NEVER_NEGATIVE:
            raise NotEnoughPoints from error
        raise
    stamped = found[len(first)]
    if stamped:
        wanted.sequence, wanted.posted_at, wanted.written_in = stamped[0]
        wanted._state.adding, wanted._state.db = False, connection.alias
    return bool(stamped)


def broken_constraint(error: IntegrityError) -> str:
    """The name of the database constraint that refused, or an empty string."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def _fingerprint(kind: TransactionKind, legs: list[Leg], reverses: LedgerTransaction | None) -> str:
    parts = [str(kind), str(reverses.pk if reverses else ""), *(f"{leg.account.pk}:{leg.amount}" for leg in legs)]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
