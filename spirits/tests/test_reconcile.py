# ruff: noqa: S608 - the statements are this file's own
"""Reconciliation finds and names each seeded corruption, and nothing in a clean ledger."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from spirits.models import AccountKind, LedgerEntry, LedgerTransaction
from spirits.queries.economy.reconciliation import CHECKS, find_breaks
from spirits.rules.economy.spreadsheet import safe_cell
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import reverse_transaction

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WALLET = "(SELECT id FROM spirits_account WHERE kind = 'wallet')"
ISSUED = "(SELECT id FROM spirits_account WHERE kind = 'issued')"
BUY = "(SELECT id FROM spirits_ledger_transaction WHERE key = 'buy')"
UNDO = "(SELECT id FROM spirits_ledger_transaction WHERE key LIKE 'reversal:%')"


@pytest.fixture
def _ledger(db: None) -> None:
    """Three movements of alice: 100 granted, 30 spent, and 20 granted and reversed."""
    alice = User.objects.create_user("alice@example.org")
    grant_points(user=alice, points=100, key="start", at=NOON, reason="Welcome")
    take_points(user=alice, points=30, key="buy", at=NOON, reason="Writer")
    extra = grant_points(user=alice, points=20, key="extra", at=NOON, reason="Mistake")
    reverse_transaction(original=extra, reason="Mistake", actor=None, at=NOON)


def corrupt(sql: str) -> None:
    """Do what no role of the application can: change the ledger with every guard and constraint taken away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            """
            SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
            WHERE conrelid::regclass::text IN ('spirits_account', 'spirits_ledger_transaction', 'spirits_ledger_entry')
                AND contype IN ('c', 'u', 'f')
            """
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        for table in ("spirits_account", "spirits_ledger_transaction", "spirits_ledger_entry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


def broken() -> dict[str, list[str]]:
    """The rows of each broken promise, without those about the guards that ``corrupt`` took away."""
    found: dict[str, list[str]] = {}
    for each in find_breaks(CHECKS[2:]):
        found.setdefault(each.check, []).append(each.row)
    return found


def one(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}::text")
        return str(cursor.fetchone()[0])


def entry(number: int) -> str:
    return f"(SELECT id FROM spirits_ledger_entry WHERE number = {number})"


@pytest.mark.usefixtures("_ledger")
def test_a_clean_ledger_breaks_nothing() -> None:
    assert find_breaks() == []
    assert LedgerTransaction.objects.count() == 4
    assert LedgerEntry.objects.count() == 8


CORRUPTIONS = [
    ("an amount", f"UPDATE spirits_ledger_entry SET amount = amount + 1 WHERE id = {entry(2)}",
     "transaction_sums_to_zero", BUY),
    ("a lost pair of entries", f"DELETE FROM spirits_ledger_entry WHERE transaction_id = {BUY}",
     "transaction_has_two_entries", BUY),
    ("a balance", f"UPDATE spirits_account SET balance = balance + 1 WHERE id = {WALLET}",
     "balance_is_the_sum_of_entries", WALLET),
    ("a vanished entry of an account", f"DELETE FROM spirits_ledger_entry WHERE transaction_id = {BUY}",
     "account_counts_its_entries", WALLET),
    ("a count", f"UPDATE spirits_account SET entry_count = 9 WHERE id = {WALLET}",
     "account_counts_its_entries", WALLET),
    ("a number", f"UPDATE spirits_ledger_entry SET number = 9 WHERE id = {entry(4)}",
     "entries_follow_each_other", "(SELECT id FROM spirits_ledger_entry WHERE number = 9)"),
    ("a balance on the way", f"UPDATE spirits_ledger_entry SET balance_after = 71 WHERE id = {entry(2)}",
     "entries_follow_each_other", entry(2)),
    ("a debt", f"UPDATE spirits_account SET balance = -1 WHERE id = {WALLET}", "balance_is_not_negative", WALLET),
    ("a debt on the way", f"UPDATE spirits_ledger_entry SET balance_after = -5 WHERE id = {entry(2)}",
     "entry_leaves_no_negative_balance", entry(2)),
    ("a site account with a balance", f"UPDATE spirits_account SET balance = 0 WHERE id = {ISSUED}",
     "account_is_personal_or_the_sites", ISSUED),
    ("a wallet of nobody", f"UPDATE spirits_account SET holder = NULL WHERE id = {WALLET}",
     "account_is_personal_or_the_sites", WALLET),
    ("another owner than holder", f"UPDATE spirits_account SET holder = gen_random_uuid() WHERE id = {WALLET}",
     "account_is_personal_or_the_sites", WALLET),
    ("a second wallet", "INSERT INTO spirits_account (id, kind, unit, holder, owner_id, balance, entry_count, created_at)"
     " SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', kind, unit, holder, owner_id, 0, 0, now() FROM spirits_account"
     " WHERE kind = 'wallet'", "account_exists_once", "'ffffffff-ffff-7fff-bfff-ffffffffffff'"),
    ("another unit", f"UPDATE spirits_ledger_entry SET unit = 'USD' WHERE id = {entry(2)}",
     "entry_has_its_accounts_unit", entry(2)),
    ("an entry of no movement", f"UPDATE spirits_ledger_entry SET transaction_id = gen_random_uuid() WHERE id = {entry(2)}",
     "entry_has_a_transaction_and_an_account", entry(2)),
    ("an entry of no account", f"UPDATE spirits_ledger_entry SET account_id = gen_random_uuid() WHERE id = {entry(2)}",
     "entry_has_a_transaction_and_an_account", entry(2)),
    ("an amount of zero", f"UPDATE spirits_ledger_entry SET amount = 0 WHERE id = {entry(2)}",
     "entry_amount_is_sane", entry(2)),
    ("a huge amount", f"UPDATE spirits_ledger_entry SET amount = 1000000000001 WHERE id = {entry(1)}",
     "entry_amount_is_sane", entry(1)),
    ("a numbered site entry", f"UPDATE spirits_ledger_entry SET number = 1 WHERE account_id = {ISSUED}"
     " AND amount = -100", "site_entries_are_not_numbered",
     f"(SELECT id FROM spirits_ledger_entry WHERE account_id = {ISSUED} AND amount = -100)"),
    ("a key used twice", f"UPDATE spirits_ledger_transaction SET key = 'start' WHERE id = {BUY}", "key_is_used_once",
     "(SELECT id FROM spirits_ledger_transaction WHERE kind = 'adjust')"),
    ("an empty key", f"UPDATE spirits_ledger_transaction SET key = '' WHERE id = {BUY}", "key_is_used_once",
     "(SELECT id FROM spirits_ledger_transaction WHERE kind = 'adjust')"),
    ("a forged sequence", f"UPDATE spirits_ledger_transaction SET sequence = 999999999 WHERE id = {BUY}",
     "sequence_is_used_once", BUY),
    ("a reversal of nothing", f"UPDATE spirits_ledger_transaction SET reverses_id = NULL WHERE id = {UNDO}",
     "reversal_names_its_original", UNDO),
    ("a second reversal", f"UPDATE spirits_ledger_transaction SET kind = 'reversal', reverses_id ="
     f" (SELECT reverses_id FROM spirits_ledger_transaction WHERE id = {UNDO}) WHERE id = {BUY}",
     "reversal_happens_once", UNDO),
    ("a crooked reversal", f"UPDATE spirits_ledger_transaction SET reverses_id ="
     f" (SELECT id FROM spirits_ledger_transaction WHERE key = 'start') WHERE id = {UNDO}",
     "reversal_mirrors_its_original", UNDO),
    ("an unknown kind", f"UPDATE spirits_ledger_transaction SET kind = 'magic' WHERE id = {BUY}", "kind_is_known", BUY),
    ("a movement from the future", f"UPDATE spirits_ledger_transaction SET posted_at = now() + interval '1 day'"
     f" WHERE id = {BUY}", "movement_is_not_from_the_future", BUY),
]  # fmt: skip


@pytest.mark.usefixtures("_ledger")
@pytest.mark.parametrize(
    ("sql", "check", "row"), [each[1:] for each in CORRUPTIONS], ids=[each[0] for each in CORRUPTIONS]
)
def test_a_seeded_corruption_is_found_and_named(sql: str, check: str, row: str) -> None:
    corrupt(sql)
    assert one(row) in broken()[check]


@pytest.mark.usefixtures("_ledger")
@pytest.mark.parametrize(
    ("sql", "check", "row"),
    [
        ("ALTER TABLE spirits_ledger_entry DISABLE TRIGGER ledger_entries_stay", "guard_is_on_duty", "ledger_entries_stay"),
        ("ALTER TABLE spirits_ledger_entry ENABLE TRIGGER ledger_entries_sum_to_zero", "guard_is_on_duty",
         "ledger_entries_sum_to_zero"),
        ("DROP TRIGGER ledger_entries_are_never_truncated ON spirits_ledger_entry", "guard_is_on_duty",
         "ledger_entries_are_never_truncated"),
        ("ALTER TABLE spirits_account DROP CONSTRAINT account_balance_is_never_negative", "constraint_stands",
         "account_balance_is_never_negative"),
    ],
)  # fmt: skip
def test_a_missing_guard_is_named(sql: str, check: str, row: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    assert [(each.check, each.row) for each in find_breaks()] == [(check, row)]


@pytest.mark.usefixtures("_ledger")
def test_the_command_exits_with_zero_when_all_holds(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reconcile")
    assert capsys.readouterr().out == f"{len(CHECKS)} checks, 0 broken rows\n"


@pytest.mark.usefixtures("_ledger")
def test_the_command_exits_with_one_and_writes_the_broken_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corrupt(f"UPDATE spirits_account SET balance = balance + 1 WHERE id = {WALLET}")
    with pytest.raises(SystemExit) as left:
        call_command("reconcile", csv=tmp_path / "broken.csv")
    assert left.value.code == 1
    lines = list(csv.reader((tmp_path / "broken.csv").open()))
    assert lines[0] == ["check", "table", "row", "detail"]
    wallet = one(WALLET)
    assert ["balance_is_the_sum_of_entries", "spirits_account", wallet, "holds 71, entries sum to 70"] in lines
    assert f"balance_is_the_sum_of_entries: spirits_account {wallet} holds 71" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("+1", "'+1"), ("\t=1", "'\t=1"), (-5, "-5"),
     ("plain", "plain"), (None, "")],
)  # fmt: skip
def test_a_formula_in_a_cell_is_shown_and_not_run(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


@pytest.mark.usefixtures("_ledger")
def test_the_fixture_stands_on_the_sites_own_accounts() -> None:
    assert site_account(AccountKind.ISSUED).balance is None
    assert wallet_of(User.objects.get()).balance == 70
