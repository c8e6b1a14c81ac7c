"""The ledger: what it moves, and every way of cheating it that the database refuses."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from spirits.models import Account, AccountKind, LedgerEntry, LedgerTransaction, TransactionKind
from spirits.queries.economy.accounts import points_of, site_balance
from spirits.rules.economy.errors import AlreadyReversed, BadAmount, KeyReused, NotEnoughPoints
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.economy.open_account import site_account, wallet_of
from spirits.services.economy.post_transaction import Leg, broken_constraint, post_transaction, reverse_transaction

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice@example.org")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob@example.org")


def give(user: User, points: int, key: str = "start") -> LedgerTransaction:
    return grant_points(user=user, points=points, key=f"{key}:{user.pk}", at=NOON, reason="Welcome")


def execute(sql: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def commit(work: Callable[[], Any]) -> None:
    """Do the work with what a commit would check; what was pending before is checked first."""
    with transaction.atomic():
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET CONSTRAINTS ALL DEFERRED")
        work()
        execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(work: Callable[[], Any]) -> str:
    """The name of the constraint that refuses the work."""
    with pytest.raises(IntegrityError) as caught:
        commit(work)
    return broken_constraint(caught.value)


def rows() -> tuple[int, int]:
    return LedgerTransaction.objects.count(), LedgerEntry.objects.count()


def test_granted_points_lie_in_the_wallet_and_in_the_rows(alice: User) -> None:
    written = give(alice, 100)
    take_points(user=alice, points=30, key="buy", at=NOON, reason="Writer")
    assert points_of(alice) == 70
    assert (site_balance(AccountKind.ISSUED), site_balance(AccountKind.SPENT)) == (-100, 30)
    mine = LedgerEntry.objects.filter(account=wallet_of(alice)).order_by("number")
    assert list(mine.values_list("number", "amount", "balance_after")) == [(1, 100, 100), (2, -30, 70)]
    assert written.sequence < LedgerTransaction.objects.get(key="buy").sequence
    assert (written.kind, written.reason, written.happened_at) == ("grant", "Welcome", NOON)


def test_the_same_key_moves_once_and_answers_alike(alice: User) -> None:
    assert give(alice, 100) == give(alice, 100)
    assert (points_of(alice), rows()) == (100, (1, 2))


def test_the_same_key_with_another_amount_is_refused(alice: User) -> None:
    give(alice, 100)
    with pytest.raises(KeyReused):
        give(alice, 101)
    assert (points_of(alice), rows()) == (100, (1, 2))


def test_a_wallet_never_falls_below_zero(alice: User) -> None:
    give(alice, 29)
    with pytest.raises(NotEnoughPoints):
        take_points(user=alice, points=30, key="buy", at=NOON, reason="Writer")
    assert (points_of(alice), rows()) == (29, (1, 2))
    take_points(user=alice, points=29, key="buy", at=NOON, reason="Writer")
    assert points_of(alice) == 0


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1, True, 1.5, "7", None])
def test_an_amount_that_is_none_is_refused(alice: User, amount: Any) -> None:
    with pytest.raises(BadAmount) as caught:
        take_points(user=alice, points=amount, key="buy", at=NOON, reason="")
    assert list(caught.value.fields) == ["points"]
    assert rows() == (0, 0)


def test_a_movement_that_does_not_sum_to_zero_is_refused_at_commit(alice: User) -> None:
    legs = [Leg(wallet_of(alice), 5), Leg(site_account(AccountKind.ISSUED), -4)]
    assert (
        refused(lambda: post_transaction(kind=TransactionKind.GRANT, key="odd", legs=legs, at=NOON))
        == "a_ledger_transaction_sums_to_zero"
    )
    assert rows() == (0, 0)


def test_each_unit_must_sum_to_zero_by_itself(alice: User) -> None:
    legs = [Leg(wallet_of(alice), 5), Leg(site_account(AccountKind.CASH, "USD"), -5)]
    assert (
        refused(lambda: post_transaction(kind=TransactionKind.TOPUP, key="mixed", legs=legs, at=NOON))
        == "a_ledger_transaction_sums_to_zero"
    )


def test_a_movement_without_entries_is_refused(alice: User) -> None:
    assert (
        refused(lambda: post_transaction(kind=TransactionKind.GRANT, key="empty", legs=[], at=NOON))
        == "a_ledger_transaction_sums_to_zero"
    )


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE spirits_ledger_entry SET amount = amount + 1", "the_ledger_is_append_only"),
        ("UPDATE spirits_ledger_transaction SET reason = 'x'", "the_ledger_is_append_only"),
        ("DELETE FROM spirits_ledger_entry", "the_ledger_is_append_only"),
        ("DELETE FROM spirits_ledger_transaction", "the_ledger_is_append_only"),
        ("DELETE FROM spirits_account", "the_ledger_is_append_only"),
        ("TRUNCATE spirits_ledger_entry", "the_ledger_is_append_only"),
        ("TRUNCATE spirits_ledger_transaction CASCADE", "the_ledger_is_append_only"),
        ("TRUNCATE spirits_account CASCADE", "the_ledger_is_append_only"),
        ("UPDATE spirits_account SET balance = 1000 WHERE kind = 'wallet'", "a_balance_is_moved_by_posting_only"),
        ("UPDATE spirits_account SET entry_count = 7 WHERE kind = 'wallet'", "a_balance_is_moved_by_posting_only"),
        ("UPDATE spirits_account SET kind = 'held' WHERE kind = 'wallet'", "an_account_never_changes_its_purpose"),
        ("UPDATE spirits_account SET holder = gen_random_uuid(), owner_id = NULL WHERE kind = 'wallet'",
         "an_account_never_changes_its_purpose"),
        ("UPDATE spirits_account SET balance = 0 WHERE kind = 'issued'", "a_balance_is_moved_by_posting_only"),
        ("INSERT INTO spirits_account (id, kind, unit, holder, balance, entry_count, created_at) "
         "VALUES (gen_random_uuid(), 'wallet', 'PTS', gen_random_uuid(), 5, 0, now())", "an_account_starts_empty"),
        ("INSERT INTO spirits_account (id, kind, unit, holder, balance, entry_count, created_at) "
         "SELECT gen_random_uuid(), kind, unit, holder, 0, 0, now() FROM spirits_account WHERE kind = 'wallet'",
         "one_account_per_holder_kind_and_unit"),
        ("INSERT INTO spirits_account (id, kind, unit, holder, balance, entry_count, created_at) "
         "VALUES (gen_random_uuid(), 'sales', 'USD', NULL, 0, 0, now())", "only_personal_accounts_keep_a_balance"),
    ],
)  # fmt: skip
def test_the_database_refuses_to_rewrite_the_ledger(alice: User, sql: str, constraint: str) -> None:
    give(alice, 100)
    assert refused(lambda: execute(sql)) == constraint
    assert (points_of(alice), rows()) == (100, (1, 2))


def test_a_ledger_guard_also_holds_when_triggers_are_asked_to_sleep(alice: User) -> None:
    give(alice, 100)
    assert (
        refused(lambda: execute("SET LOCAL session_replication_role = replica; DELETE FROM spirits_ledger_entry"))
        == "the_ledger_is_append_only"
    )


def test_an_entry_that_a_conflict_leaves_out_moves_no_balance(alice: User) -> None:
    written = give(alice, 100)
    taken = LedgerEntry.objects.get(account=wallet_of(alice))
    sql = (
        "INSERT INTO spirits_ledger_entry (id, transaction_id, account_id, unit, amount) VALUES (%s, %s, %s, 'PTS', 500)"
        " ON CONFLICT DO NOTHING"
    )
    move = [taken.pk, written.pk, wallet_of(alice).pk]
    assert refused(lambda: execute(sql, move)) == "a_balance_follows_from_its_entries"
    assert points_of(alice) == 100


def test_an_entry_in_another_unit_than_its_account_is_refused(alice: User) -> None:
    wallet = wallet_of(alice)
    wallet.unit = "USD"
    legs = [Leg(wallet, 5), Leg(site_account(AccountKind.CASH, "USD"), -5)]
    assert (
        refused(lambda: post_transaction(kind=TransactionKind.TOPUP, key="foreign", legs=legs, at=NOON))
        == "an_entry_is_in_the_unit_of_its_account"
    )


@pytest.mark.django_db(transaction=True)
def test_a_committed_movement_takes_no_further_entries() -> None:
    alice = User.objects.create_user("alice@example.org")
    written = give(alice, 100)
    wallet, issued = wallet_of(alice), site_account(AccountKind.ISSUED)
    legs = [(written.pk, wallet.pk, 50), (written.pk, issued.pk, -50)]
    sql = "INSERT INTO spirits_ledger_entry (transaction_id, account_id, unit, amount) VALUES (%s, %s, 'PTS', %s)"
    assert refused(lambda: [execute(sql, leg) for leg in legs]) == "a_committed_transaction_is_closed"
    assert points_of(alice) == 100


def test_what_a_writer_claims_about_order_and_time_is_overruled(alice: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        (began,) = cursor.fetchone()
    LedgerTransaction.objects.create(
        kind=TransactionKind.GRANT, key="forged", fingerprint="", happened_at=NOON, sequence=1_000_000, posted_at=NOON
    )
    written = LedgerTransaction.objects.get(key="forged")
    assert written.sequence != 1_000_000
    assert written.posted_at == began
    legs = [(wallet_of(alice), 1), (site_account(AccountKind.ISSUED), -1)]
    for account, amount in legs:
        LedgerEntry.objects.create(
            transaction=written, account=account, unit="PTS", amount=amount, number=77, balance_after=9_999
        )
    assert LedgerEntry.objects.get(account=legs[0][0]).number == 1
    assert LedgerEntry.objects.get(account=legs[0][0]).balance_after == 1


def test_a_movement_is_reversed_once(alice: User) -> None:
    original = give(alice, 100)
    undone = reverse_transaction(original=original, reason="Mistake", actor=alice.pk, at=NOON)
    assert points_of(alice) == 0
    assert sorted(undone.entries.values_list("amount", flat=True)) == [-100, 100]
    with pytest.raises(AlreadyReversed):
        reverse_transaction(original=original, reason="Again", actor=None, at=NOON)
    with pytest.raises(AlreadyReversed):
        reverse_transaction(original=undone, reason="Back", actor=None, at=NOON)
    assert (points_of(alice), rows()) == (0, (2, 4))


def test_a_reversal_of_spent_points_is_refused_whole(alice: User) -> None:
    original = give(alice, 100)
    take_points(user=alice, points=1, key="buy", at=NOON, reason="Writer")
    with pytest.raises(NotEnoughPoints):
        reverse_transaction(original=original, reason="Mistake", actor=None, at=NOON)
    assert points_of(alice) == 99


def test_a_reversal_that_is_no_mirror_is_refused(alice: User) -> None:
    original = give(alice, 100)
    legs = [Leg(wallet_of(alice), -99), Leg(site_account(AccountKind.ISSUED), 99)]
    assert (
        refused(lambda: post_transaction(kind=TransactionKind.REVERSAL, key="r", legs=legs, at=NOON, reverses=original))
        == "a_reversal_mirrors_its_original"
    )


def test_a_deleted_person_leaves_the_ledger_whole(alice: User) -> None:
    give(alice, 100)
    holder = alice.pk
    alice.delete()
    left = Account.objects.get(holder=holder)
    assert (left.owner_id, left.balance, rows()) == (None, 100, (1, 2))


@pytest.mark.django_db(transaction=True)
def test_rival_spenders_take_exactly_what_the_wallet_allows() -> None:
    alice = User.objects.create_user("alice@example.org")
    give(alice, 100)
    paid: list[str] = []
    short: list[str] = []
    start = threading.Barrier(8)

    def spend(number: int) -> None:
        start.wait()
        for turn in range(5):
            key = f"buy:{number}:{turn}"
            try:
                take_points(user=alice, points=7, key=key, at=NOON, reason="")
                paid.append(key)
            except NotEnoughPoints:
                short.append(key)
        connection.close()

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert (len(paid), len(short)) == (14, 26)
    assert points_of(alice) == 2
    assert LedgerEntry.objects.filter(account=wallet_of(alice)).count() == 15


@pytest.mark.django_db(transaction=True)
def test_rivals_with_one_key_move_once() -> None:
    alice = User.objects.create_user("alice@example.org")
    give(alice, 100)
    answers: list[Any] = []
    start = threading.Barrier(8)

    def spend() -> None:
        start.wait()
        answers.append(take_points(user=alice, points=7, key="same", at=NOON, reason="").pk)
        connection.close()

    threads = [threading.Thread(target=spend) for _ in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert (len(answers), len(set(answers)), points_of(alice)) == (8, 1, 93)


def test_opening_an_account_twice_finds_the_same(alice: User, bob: User) -> None:
    assert wallet_of(alice) == wallet_of(alice)
    assert wallet_of(alice) != wallet_of(bob)
    assert site_account(AccountKind.SALES, "USD") == site_account(AccountKind.SALES, "USD")
    assert points_of(User(pk=uuid4())) == 0
