"""Reconciles a ledger of a million entries, clean and with seeded corruptions.

    ./daimon bench reconcile-scale [--entries 1000000]

The check over all of them must take less than 30 s and find
nothing; then corruptions are planted one at a time, with the guards taken away, and each must be named.
"""

import argparse
import sys
import time
from typing import Any

from benchmarks.shop_parts.alone import alone, is_inside, set_up

MOST_SECONDS = 30
PEOPLE = 2_000
TABLES = ("spirits_account", "spirits_ledger_transaction", "spirits_ledger_entry")

# Each is undone by its savepoint. What it is, what breaks, and the statement.
SEEDS = (
    ("an amount that was changed", "UPDATE spirits_ledger_entry SET amount = amount + 1 WHERE id = {entry}"),
    ("an entry that is gone", "DELETE FROM spirits_ledger_entry WHERE id = {entry}"),
    ("a balance that was raised", "UPDATE spirits_account SET balance = balance + 5 WHERE id = '{wallet}'"),
    ("a balance below zero", "UPDATE spirits_account SET balance = -1 WHERE id = '{wallet}'"),
    ("a balance that is missing", "UPDATE spirits_account SET balance = NULL WHERE id = '{wallet}'"),
    ("a balance on a site's account", "UPDATE spirits_account SET balance = 0 WHERE kind = 'issued'"),
    ("a count of entries that was changed", "UPDATE spirits_account SET entry_count = entry_count + 1 WHERE id = '{wallet}'"),
    ("a wallet without its holder", "UPDATE spirits_account SET holder = NULL WHERE id = '{wallet}'"),
    ("an entry in another unit", "UPDATE spirits_ledger_entry SET unit = 'USD' WHERE id = {entry}"),
    ("an entry of another account", "UPDATE spirits_ledger_entry SET account_id = '{other}' WHERE id = {entry}"),
    ("a number that was skipped", "UPDATE spirits_ledger_entry SET number = number + 1000000 WHERE id = {entry}"),
    ("a running balance that was changed", "UPDATE spirits_ledger_entry SET balance_after = balance_after + 1 WHERE id = {entry}"),
    ("an entry of zero", "UPDATE spirits_ledger_entry SET amount = 0 WHERE id = {entry}"),
    ("a movement without entries", "DELETE FROM spirits_ledger_entry WHERE transaction_id = '{movement}'"),
    ("a movement that is gone", "DELETE FROM spirits_ledger_transaction WHERE id = '{movement}'"),
    ("a key that was used twice", "UPDATE spirits_ledger_transaction SET key = 'scale:1' WHERE id = '{movement}'"),
    ("a sequence that was used twice", "UPDATE spirits_ledger_transaction SET sequence = {sequence} WHERE id = '{movement}'"),
    ("a kind nobody knows", "UPDATE spirits_ledger_transaction SET kind = 'gift' WHERE id = '{movement}'"),
    ("a reversal of nothing", "UPDATE spirits_ledger_transaction SET kind = 'reversal' WHERE id = '{movement}'"),
    ("a reversal that does not mirror", "UPDATE spirits_ledger_transaction SET kind = 'reversal', reverses_id = '{first}' WHERE id = '{movement}'"),
    ("a wallet twice", "INSERT INTO spirits_account (id, kind, unit, holder, balance, entry_count, created_at)"
        " SELECT uuidv7(), kind, unit, holder, 0, 0, now() FROM spirits_account WHERE id = '{wallet}'"),
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run in a process with servers of its own."""
    _parser().parse_args(arguments)
    return alone("benchmarks.reconcile_scale", arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench reconcile-scale", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    return parser


def _inside() -> int:
    set_up()
    given = _parser().parse_args()
    _fill(given.entries // 2)
    from spirits.models import LedgerEntry
    from spirits.queries.economy.reconciliation import CHECKS, find_breaks

    entries = LedgerEntry.objects.count()
    began = time.monotonic()
    breaks = find_breaks()
    seconds = time.monotonic() - began
    print(f"{entries} entries: {len(CHECKS)} checks in {seconds:.1f} s, {len(breaks)} broken rows")
    named = _plant()
    print(f"{named} of {len(SEEDS)} corruptions named")
    is_good = not breaks and seconds < MOST_SECONDS and named == len(SEEDS)
    print("as promised" if is_good else "NOT AS PROMISED")
    return 0 if is_good else 1


def _fill(movements: int) -> None:
    """Wallets and movements, written in bulk as the posting triggers would have: that they add up is what is checked."""
    from django.db import connection, transaction

    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            """
            INSERT INTO spirits_account (id, kind, unit, holder, balance, entry_count, created_at)
            SELECT uuidv7(), 'wallet', 'PTS', uuidv7(), 0, 0, now() FROM generate_series(1, %s)
            UNION ALL SELECT uuidv7(), 'issued', 'PTS', NULL, NULL, 0, now()
            """,
            [PEOPLE],
        )
        cursor.execute(MOVEMENTS, [movements])
        cursor.execute(ENTRIES, [PEOPLE])
        cursor.execute(BALANCES)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(ALWAYS, [table])
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
        cursor.execute("ANALYZE")
    print(f"{movements} movements written in {time.monotonic() - began:.0f} s")


MOVEMENTS = """
INSERT INTO spirits_ledger_transaction (id, kind, key, fingerprint, reason, happened_at)
SELECT uuidv7(), 'grant', 'scale:' || n, '', '', now() FROM generate_series(1, %s) n
"""
ENTRIES = """
WITH wallets AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM spirits_account WHERE kind = 'wallet'
), moved AS (
    SELECT t.id AS movement, w.id AS account, t.sequence, 1 + t.sequence %% 9 AS amount
    FROM spirits_ledger_transaction t JOIN wallets w ON w.place = t.sequence %% %s
)
INSERT INTO spirits_ledger_entry (transaction_id, account_id, unit, amount, number, balance_after)
SELECT movement, account, 'PTS', amount, row_number() OVER mine, sum(amount) OVER mine FROM moved
WINDOW mine AS (PARTITION BY account ORDER BY sequence)
UNION ALL
SELECT m.movement, i.id, 'PTS', -m.amount, NULL, NULL FROM moved m, spirits_account i WHERE i.kind = 'issued'
"""
BALANCES = """
UPDATE spirits_account a SET balance = e.sum, entry_count = e.count
FROM (SELECT account_id, sum(amount) AS sum, count(*) AS count FROM spirits_ledger_entry GROUP BY account_id) e
WHERE a.id = e.account_id AND a.kind = 'wallet'
"""
# As the migrations set them: DISABLE and ENABLE would leave the guards to fire in ordinary sessions only.
ALWAYS = """
SELECT format('ALTER TABLE %%I ENABLE ALWAYS TRIGGER %%I', c.relname, t.tgname) FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relname = %s AND NOT t.tgisinternal
"""


def _plant() -> int:
    """Plant each corruption, look, take it back; returns how many were named."""
    from django.db import connection, transaction

    from spirits.queries.economy.reconciliation import CHECKS, find_breaks

    named = 0
    with transaction.atomic():
        _take_guards_away()
        rows = _rows()
        present = {each.check for each in find_breaks()}  # the guards' own absence
        for what, sql in SEEDS:
            mark = transaction.savepoint()
            with connection.cursor() as cursor:
                cursor.execute(sql.format(**rows))
            found = [each for each in find_breaks(CHECKS) if each.check not in present]
            transaction.savepoint_rollback(mark)
            named += bool(found)
            first = f"{found[0].check}: {found[0].table} {found[0].row}" if found else "NOT FOUND"
            print(f"  {what}: {first}", flush=True)
        transaction.set_rollback(True)
    return named


def _take_guards_away() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT IF EXISTS %%I CASCADE', conrelid::regclass, conname) FROM pg_constraint"
            " WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('c', 'u', 'f')",
            [list(TABLES)],
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _rows() -> dict[str, Any]:
    from spirits.models import LedgerEntry, LedgerTransaction

    first = LedgerTransaction.objects.order_by("sequence")[0]
    movement = LedgerTransaction.objects.order_by("sequence")[1_000]
    entry = LedgerEntry.objects.get(transaction=movement, account__kind="wallet")
    other = LedgerEntry.objects.exclude(account=entry.account).filter(account__kind="wallet")[0].account_id
    return {
        "entry": entry.pk,
        "wallet": entry.account_id,
        "other": other,
        "movement": movement.pk,
        "first": first.pk,
        "sequence": first.sequence,
    }


if __name__ == "__main__" and is_inside():
    sys.exit(_inside())
