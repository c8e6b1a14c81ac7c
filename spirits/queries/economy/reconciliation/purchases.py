"""What must hold over all purchases, refunds, grants and prices."""

from spirits.queries.economy.reconciliation.check import Check

CHECKS = (
    Check(
        "purchase_was_paid",
        "What a paid purchase cost is what its movement brought in.",
        "spirits_purchase",
        """
        SELECT p.id, 'cost ' || p.amount || ', the ledger says ' || coalesce(sum(e.amount), 0) FROM spirits_purchase p
        LEFT JOIN (
            SELECT e.transaction_id, e.amount FROM spirits_ledger_entry e
            JOIN spirits_account a ON a.id = e.account_id AND a.kind IN ('spent', 'cash')
        ) e ON e.transaction_id = p.transaction_id
        WHERE p.state = 'paid' GROUP BY p.id, p.amount HAVING p.amount <> coalesce(sum(e.amount), 0)
        """,
    ),
    Check(
        "unpaid_purchase_moved_nothing",
        "An order that awaits payment or was cancelled has no movement and opened nothing.",
        "spirits_purchase",
        """
        SELECT p.id, 'is ' || p.state || ' and has effects' FROM spirits_purchase p WHERE p.state <> 'paid' AND (
            p.transaction_id IS NOT NULL
            OR EXISTS (SELECT 1 FROM spirits_grant g WHERE g.source_id = p.id AND g.source IN ('purchase', 'bundle', 'gift'))
        )
        """,
    ),
    Check(
        "lines_sum_to_the_purchase",
        "The lines of a purchase of spirits sum to its amount.",
        "spirits_purchase",
        """
        SELECT p.id, 'costs ' || p.amount || ', its lines ' || coalesce(sum(l.amount), 0) FROM spirits_purchase p
        LEFT JOIN spirits_purchaseline l ON l.purchase_id = p.id WHERE p.points_bought IS NULL AND p.plan_version_id IS NULL
        GROUP BY p.id, p.amount HAVING p.amount <> coalesce(sum(l.amount), 0)
        """,
    ),
    Check(
        "paid_line_opened_its_spirit",
        "Each paid line opened its spirit to the recipient, and a refunded one closed it.",
        "spirits_purchaseline",
        """
        SELECT l.id, CASE WHEN g.id IS NULL THEN 'opened nothing' WHEN l.refund_id IS NULL THEN 'is revoked without refund'
            ELSE 'is refunded and still open' END
        FROM spirits_purchaseline l JOIN spirits_purchase p ON p.id = l.purchase_id AND p.state = 'paid'
        LEFT JOIN spirits_refund r ON r.id = l.refund_id AND r.state = 'done'
        LEFT JOIN spirits_grant g ON g.source_id = p.id AND g.spirit_id = l.spirit_id AND g.owner_id = p.recipient_id
        WHERE p.recipient_id IS NOT NULL AND (g.id IS NULL OR (r.id IS NOT NULL AND g.revoked_at IS NULL))
        """,
    ),
    Check(
        "bought_grant_has_its_purchase",
        "A grant that says it was bought names a paid purchase with that spirit.",
        "spirits_grant",
        """
        SELECT g.id, 'names no paid purchase' FROM spirits_grant g
        LEFT JOIN spirits_purchase p ON p.id = g.source_id AND p.state = 'paid'
        LEFT JOIN spirits_purchaseline l ON l.purchase_id = p.id AND l.spirit_id = g.spirit_id
        WHERE g.source IN ('purchase', 'bundle', 'gift') AND l.id IS NULL
        """,
    ),
    Check(
        "refund_gave_back_its_amount",
        "A refund gave back what it says.",
        "spirits_refund",
        """
        SELECT r.id, 'says ' || r.amount || ', the ledger says ' || coalesce(-sum(e.amount), 0) FROM spirits_refund r
        LEFT JOIN (
            SELECT e.transaction_id, e.amount FROM spirits_ledger_entry e
            JOIN spirits_account a ON a.id = e.account_id AND a.kind IN ('spent', 'cash')
        ) e ON e.transaction_id = r.transaction_id
        WHERE r.state = 'done' GROUP BY r.id, r.amount HAVING r.amount <> coalesce(-sum(e.amount), 0)
        """,
    ),
    Check(
        "refunds_sum_to_what_was_refunded",
        "What a purchase says was refunded is the sum of its refunds.",
        "spirits_purchase",
        """
        SELECT p.id, 'says ' || p.refunded_amount || ', its refunds ' || coalesce(sum(r.amount), 0) FROM spirits_purchase p
        LEFT JOIN spirits_refund r ON r.purchase_id = p.id AND r.state = 'done' GROUP BY p.id, p.refunded_amount
        HAVING p.refunded_amount <> coalesce(sum(r.amount), 0) OR p.refunded_amount > p.amount
        """,
    ),
    Check(
        "spirit_is_bought_once",
        "Nobody owns a spirit twice.",
        "spirits_grant",
        """
        SELECT id, 'is owned again' FROM (
            SELECT id, row_number() OVER (PARTITION BY owner_id, spirit_id ORDER BY id) AS place FROM spirits_grant
            WHERE source IN ('purchase', 'bundle', 'gift') AND revoked_at IS NULL
        ) each WHERE place > 1
        """,
    ),
    Check(
        "coupon_counts_its_uses",
        "A coupon was used as often as it says.",
        "spirits_coupon",
        """
        SELECT c.id, 'says ' || c.uses || ', was used ' || count(p.id) FROM spirits_coupon c
        LEFT JOIN spirits_purchase p ON p.coupon_id = c.id AND p.state <> 'cancelled' GROUP BY c.id, c.uses
        HAVING c.uses <> count(p.id)
        """,
    ),
    Check(
        "prices_do_not_overlap",
        "No two prices of one thing hold at once.",
        "spirits_price",
        """
        SELECT b.id, 'overlaps ' || a.id FROM spirits_price a JOIN spirits_price b ON b.item_id = a.item_id AND b.id <> a.id
            AND (a.valid_from, a.id) < (b.valid_from, b.id)
        WHERE a.valid_until IS DISTINCT FROM a.valid_from AND b.valid_until IS DISTINCT FROM b.valid_from
            AND (a.valid_until IS NULL OR a.valid_until > b.valid_from)
        """,
    ),
    Check(
        "experience_is_the_sum_of_events",
        "A person's experience is the sum of what gave it.",
        "spirits_progress",
        """
        SELECT p.owner_id, 'has ' || p.xp || ', events sum to ' || coalesce(sum(e.amount), 0) FROM spirits_progress p
        LEFT JOIN spirits_xpevent e ON e.owner_id = p.owner_id GROUP BY p.owner_id, p.xp
        HAVING p.xp <> coalesce(sum(e.amount), 0)
        """,
    ),
    Check(
        "spirit_experience_is_the_sum_of_events",
        "The experience of a minion's spirit is the sum of what gave it.",
        "spirits_minionspirit",
        """
        SELECT m.id, 'has ' || m.xp || ', events sum to ' || coalesce(sum(e.spirit_amount), 0) FROM spirits_minionspirit m
        LEFT JOIN spirits_xpevent e ON e.minion_spirit_id = m.id GROUP BY m.id, m.xp
        HAVING m.xp <> coalesce(sum(e.spirit_amount), 0)
        """,
    ),
)
