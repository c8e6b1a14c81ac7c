"""What must hold over all payments by card, their refunds and plans paid with money."""

from spirits.queries.economy.reconciliation.check import Check

CHECKS = (
    Check(
        "card_purchase_has_its_payment",
        "What was paid by card names one payment that received exactly its amount, and nothing else was fulfilled.",
        "spirits_purchase",
        """
        SELECT p.id, 'is ' || p.state || ' over ' || p.amount || ', its payments received ' || coalesce(sum(y.received), 0)
        FROM spirits_purchase p LEFT JOIN spirits_payment y ON y.purchase_id = p.id AND y.state = 'succeeded'
        WHERE p.method = 'card' GROUP BY p.id, p.state, p.amount
        HAVING coalesce(sum(y.received), 0) <> CASE WHEN p.state = 'paid' THEN p.amount ELSE 0 END
        """,
    ),
    Check(
        "payment_pays_a_card_order",
        "A payment belongs to an order by card of its person, in the same unit and over the same amount.",
        "spirits_payment",
        """
        SELECT y.id, 'pays ' || y.amount || ' ' || y.unit || ' for an order of ' || p.amount || ' ' || p.unit
        FROM spirits_payment y JOIN spirits_purchase p ON p.id = y.purchase_id
        WHERE p.method <> 'card' OR p.buyer_key <> y.owner_key OR (p.amount, p.unit) IS DISTINCT FROM (y.amount, y.unit)
        """,
    ),
    Check(
        "stray_money_is_owed",
        "Money that came without an order is owed until it has gone back.",
        "spirits_payment",
        """
        SELECT y.id, 'is ' || y.state || ' and owes ' || coalesce(-sum(e.amount), 0) FROM spirits_payment y
        LEFT JOIN (
            SELECT t.key, e.amount FROM spirits_ledger_entry e JOIN spirits_ledger_transaction t ON t.id = e.transaction_id
            JOIN spirits_account a ON a.id = e.account_id AND a.kind = 'owed'
        ) e ON e.key IN ('stray:' || y.id, 'stray:' || y.id || ':back')
        GROUP BY y.id, y.state, y.received
        HAVING coalesce(-sum(e.amount), 0) <> CASE WHEN y.state = 'stray' THEN y.received ELSE 0 END
        """,
    ),
    Check(
        "pending_refund_holds_its_points",
        "Points held for a refund on its way are back in the wallet when it failed.",
        "spirits_refund",
        """
        SELECT r.id, 'failed and still holds points' FROM spirits_refund r
        LEFT JOIN spirits_ledger_transaction back ON back.reverses_id = r.hold_id
        WHERE r.hold_id IS NOT NULL AND r.state IN ('failed', 'reversed') AND back.id IS NULL
        """,
    ),
    Check(
        "returned_refund_was_reversed",
        "A refund whose money came back is reversed in the ledger, and one that was given back is not.",
        "spirits_refund",
        """
        SELECT r.id, 'is ' || r.state || CASE WHEN back.id IS NULL THEN ' and not reversed' ELSE ' and reversed' END
        FROM spirits_refund r LEFT JOIN spirits_ledger_transaction back ON back.reverses_id = r.transaction_id
        WHERE r.transaction_id IS NOT NULL AND (r.state = 'reversed') <> (back.id IS NOT NULL)
        """,
    ),
    Check(
        "period_cost_its_money",
        "What a period cost in money is what the order that its movement paid came to.",
        "spirits_subscriptionperiod",
        """
        SELECT s.id, 'says ' || s.charged_cents || ' cents, its order ' || coalesce(p.amount, 0)
        FROM spirits_subscriptionperiod s LEFT JOIN spirits_purchase p ON p.transaction_id = s.transaction_id
        WHERE s.charged_cents <> coalesce(p.amount, 0)
        """,
    ),
    Check(
        "paid_plan_has_its_period",
        "A paid order of a plan has the one period it paid for, while its person is here.",
        "spirits_purchase",
        """
        SELECT p.id, 'paid for no period' FROM spirits_purchase p
        LEFT JOIN spirits_subscriptionperiod s ON s.transaction_id = p.transaction_id
        WHERE p.plan_version_id IS NOT NULL AND p.state = 'paid' AND s.id IS NULL
        """,
    ),
)
