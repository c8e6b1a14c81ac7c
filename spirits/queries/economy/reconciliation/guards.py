"""What must stand in the database itself: the guards that make the other promises hold."""

from spirits.queries.economy.reconciliation.check import Check

TRIGGERS = (
    "ledger_transactions_stay",
    "ledger_transactions_are_never_truncated",
    "ledger_entries_stay",
    "ledger_entries_are_never_truncated",
    "accounts_stay",
    "accounts_are_never_truncated",
    "accounts_are_guarded",
    "ledger_transactions_are_stamped",
    "ledger_entries_are_posted",
    "ledger_transactions_sum_to_zero",
    "ledger_entries_sum_to_zero",
    "balances_follow_from_entries",
    "prices_are_guarded",
    "prices_stay",
    "prices_are_never_truncated",
    "periods_are_guarded",
    "periods_stay",
    "grants_are_guarded",
    "experience_is_gained",
    "experience_stays",
    "progress_is_guarded",
)
CONSTRAINTS = (
    "account_balance_is_never_negative",
    "only_personal_accounts_have_a_holder",
    "only_personal_accounts_keep_a_balance",
    "one_account_per_holder_kind_and_unit",
    "a_ledger_key_is_used_once",
    "a_reversal_names_what_it_reverses",
    "an_entry_is_in_the_unit_of_its_account",
    "entries_of_an_account_are_numbered_once",
    "entry_amount_is_sane",
    "prices_of_an_item_never_overlap",
    "periods_of_a_subscription_never_overlap",
    "a_source_grants_a_spirit_once",
)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"('{name}')" for name in names)


CHECKS = (
    Check(
        "guard_is_on_duty",
        "Each trigger that guards the ledger exists and is always enabled.",
        "pg_trigger",
        f"""
        SELECT wanted.name, CASE WHEN t.tgname IS NULL THEN 'is missing' ELSE 'is switched off' END
        FROM (VALUES {_names(TRIGGERS)}) AS wanted(name) LEFT JOIN pg_trigger t ON t.tgname = wanted.name
        WHERE t.tgname IS NULL OR t.tgenabled <> 'A'
        """,  # noqa: S608
    ),
    Check(
        "constraint_stands",
        "Each constraint of the ledger exists and is valid.",
        "pg_constraint",
        f"""
        SELECT wanted.name, CASE WHEN c.conname IS NULL THEN 'is missing' ELSE 'is not validated' END
        FROM (VALUES {_names(CONSTRAINTS)}) AS wanted(name) LEFT JOIN pg_constraint c ON c.conname = wanted.name
        WHERE c.conname IS NULL OR NOT c.convalidated
            OR NOT coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
        """,  # noqa: S608
    ),
)
