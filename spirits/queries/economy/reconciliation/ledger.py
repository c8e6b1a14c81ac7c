"""What must hold over all rows of the ledger."""

from spirits.queries.economy.reconciliation.check import Check
from spirits.rules.economy.amounts import LARGEST

CHECKS = (
    Check(
        "transaction_sums_to_zero",
        "Each movement sums to zero in each unit.",
        "spirits_ledger_transaction",
        """
        SELECT transaction_id, 'sums to ' || sum(amount) || ' ' || unit FROM spirits_ledger_entry
        GROUP BY transaction_id, unit HAVING sum(amount) <> 0
        """,
    ),
    Check(
        "transaction_has_two_entries",
        "Each movement has at least two entries.",
        "spirits_ledger_transaction",
        """
        SELECT t.id, 'has ' || count(e.id) || ' entries' FROM spirits_ledger_transaction t
        LEFT JOIN spirits_ledger_entry e ON e.transaction_id = t.id GROUP BY t.id HAVING count(e.id) < 2
        """,
    ),
    Check(
        "balance_is_the_sum_of_entries",
        "A person's balance is the sum of the account's entries.",
        "spirits_account",
        """
        SELECT a.id, 'holds ' || a.balance || ', entries sum to ' || coalesce(e.total, 0) FROM spirits_account a
        LEFT JOIN (SELECT account_id, sum(amount) AS total FROM spirits_ledger_entry GROUP BY account_id) e
            ON e.account_id = a.id
        WHERE a.balance IS NOT NULL AND a.balance <> coalesce(e.total, 0)
        """,
    ),
    Check(
        "account_counts_its_entries",
        "An account knows how many entries it has, so that none can vanish.",
        "spirits_account",
        """
        SELECT a.id, 'counts ' || a.entry_count || ' entries, has ' || coalesce(e.found, 0) FROM spirits_account a
        LEFT JOIN (SELECT account_id, count(*) AS found FROM spirits_ledger_entry GROUP BY account_id) e
            ON e.account_id = a.id
        WHERE a.balance IS NOT NULL AND a.entry_count <> coalesce(e.found, 0)
        """,
    ),
    Check(
        "entries_follow_each_other",
        "A person's entries are numbered 1, 2, 3 …, and each balance is the one before plus the amount.",
        "spirits_ledger_entry",
        """
        SELECT id, CASE WHEN number IS DISTINCT FROM place THEN 'is number ' || coalesce(number::text, 'none')
                || ' in place ' || place
            ELSE 'leaves ' || coalesce(balance_after::text, 'nothing') || ', expected ' || running END
        FROM (
            SELECT e.id, e.number, e.balance_after,
                row_number() OVER byline AS place, sum(e.amount) OVER byline AS running
            FROM spirits_ledger_entry e JOIN spirits_account a ON a.id = e.account_id
            WHERE a.balance IS NOT NULL WINDOW byline AS (PARTITION BY e.account_id ORDER BY e.number, e.id)
        ) chain WHERE number IS DISTINCT FROM place OR balance_after IS DISTINCT FROM running
        """,
    ),
    Check(
        "balance_is_not_negative",
        "No person's balance is below zero.",
        "spirits_account",
        "SELECT id, 'holds ' || balance FROM spirits_account WHERE balance < 0",
    ),
    Check(
        "entry_leaves_no_negative_balance",
        "No entry ever left a person's balance below zero.",
        "spirits_ledger_entry",
        "SELECT id, 'left ' || balance_after FROM spirits_ledger_entry WHERE balance_after < 0",
    ),
    Check(
        "account_is_personal_or_the_sites",
        "People's accounts have a holder and a balance; the site's have neither, and there is one of each.",
        "spirits_account",
        """
        SELECT id, 'is a ' || kind || ' account with holder ' || coalesce(holder::text, 'none')
            || ' and balance ' || coalesce(balance::text, 'none')
        FROM spirits_account
        WHERE (kind IN ('wallet', 'held')) <> (holder IS NOT NULL) OR (kind IN ('wallet', 'held')) <> (balance IS NOT NULL)
            OR owner_id <> holder
        """,
    ),
    Check(
        "account_exists_once",
        "A holder has one account of each kind and unit.",
        "spirits_account",
        """
        SELECT id, 'is a second ' || kind || ' ' || unit || ' account' FROM (
            SELECT id, kind, unit, row_number() OVER (PARTITION BY holder, kind, unit ORDER BY id) AS place
            FROM spirits_account
        ) each WHERE place > 1
        """,
    ),
    Check(
        "entry_has_its_accounts_unit",
        "An entry is in the unit of its account.",
        "spirits_ledger_entry",
        """
        SELECT e.id, 'is in ' || e.unit || ', its account in ' || a.unit FROM spirits_ledger_entry e
        JOIN spirits_account a ON a.id = e.account_id WHERE a.unit <> e.unit
        """,
    ),
    Check(
        "entry_has_a_transaction_and_an_account",
        "Each entry belongs to a movement and to an account.",
        "spirits_ledger_entry",
        """
        SELECT e.id, CASE WHEN t.id IS NULL THEN 'belongs to no movement' ELSE 'belongs to no account' END
        FROM spirits_ledger_entry e LEFT JOIN spirits_ledger_transaction t ON t.id = e.transaction_id
        LEFT JOIN spirits_account a ON a.id = e.account_id WHERE t.id IS NULL OR a.id IS NULL
        """,
    ),
    Check(
        "entry_amount_is_sane",
        "No entry is zero or beyond the largest amount.",
        "spirits_ledger_entry",
        f"SELECT id, 'moves ' || amount FROM spirits_ledger_entry WHERE amount = 0 OR abs(amount) > {LARGEST}",  # noqa: S608
    ),
    Check(
        "site_entries_are_not_numbered",
        "Entries of the site's own accounts carry no number and no balance.",
        "spirits_ledger_entry",
        """
        SELECT e.id, 'carries number ' || coalesce(e.number::text, 'none') FROM spirits_ledger_entry e
        JOIN spirits_account a ON a.id = e.account_id
        WHERE a.balance IS NULL AND (e.number IS NOT NULL OR e.balance_after IS NOT NULL)
        """,
    ),
    Check(
        "key_is_used_once",
        "An idempotency key belongs to one movement and is not empty.",
        "spirits_ledger_transaction",
        """
        SELECT id, 'repeats the key ' || key FROM (
            SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY sequence) AS place FROM spirits_ledger_transaction
        ) each WHERE place > 1 OR key = ''
        """,
    ),
    Check(
        "sequence_is_used_once",
        "A sequence number belongs to one movement, and was handed out by the database.",
        "spirits_ledger_transaction",
        """
        SELECT id, 'has the sequence ' || sequence FROM (
            SELECT id, sequence, row_number() OVER (PARTITION BY sequence ORDER BY id) AS place
            FROM spirits_ledger_transaction
        ) each WHERE place > 1 OR sequence < 1 OR sequence > (SELECT last_value FROM spirits_ledger_sequence)
        """,
    ),
    Check(
        "reversal_names_its_original",
        "A movement reverses another exactly when its kind says so, never itself, and never a reversal.",
        "spirits_ledger_transaction",
        """
        SELECT r.id, 'reverses ' || coalesce(r.reverses_id::text, 'nothing') FROM spirits_ledger_transaction r
        LEFT JOIN spirits_ledger_transaction o ON o.id = r.reverses_id
        WHERE (r.kind = 'reversal') <> (r.reverses_id IS NOT NULL) OR r.reverses_id = r.id OR o.reverses_id IS NOT NULL
            OR (r.reverses_id IS NOT NULL AND o.id IS NULL)
        """,
    ),
    Check(
        "reversal_happens_once",
        "A movement is reversed at most once.",
        "spirits_ledger_transaction",
        """
        SELECT id, 'reverses ' || reverses_id || ' again' FROM (
            SELECT id, reverses_id, row_number() OVER (PARTITION BY reverses_id ORDER BY sequence) AS place
            FROM spirits_ledger_transaction WHERE reverses_id IS NOT NULL
        ) each WHERE place > 1
        """,
    ),
    Check(
        "reversal_mirrors_its_original",
        "A reversal gives back to each account exactly what the original moved.",
        "spirits_ledger_transaction",
        """
        SELECT id, 'is off by ' || sum(amount) || ' on account ' || account_id FROM (
            SELECT r.id, e.account_id, e.amount FROM spirits_ledger_transaction r
            JOIN spirits_ledger_entry e ON e.transaction_id IN (r.id, r.reverses_id) WHERE r.reverses_id IS NOT NULL
        ) together GROUP BY id, account_id HAVING sum(amount) <> 0
        """,
    ),
    Check(
        "kind_is_known",
        "Each movement has a known kind.",
        "spirits_ledger_transaction",
        """
        SELECT id, 'is of kind ' || kind FROM spirits_ledger_transaction WHERE kind NOT IN
            ('topup', 'grant', 'allowance', 'purchase', 'subscription', 'refund', 'reserve', 'settle', 'release',
             'adjust', 'expire', 'stray', 'reversal')
        """,
    ),
    Check(
        "movement_is_not_from_the_future",
        "No movement was posted later than now.",
        "spirits_ledger_transaction",
        """
        SELECT id, 'was posted at ' || posted_at FROM spirits_ledger_transaction
        WHERE posted_at > clock_timestamp() + interval '1 minute'
        """,
    ),
)
