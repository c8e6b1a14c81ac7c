"""What must hold over all reservations and budgets."""

from spirits.queries.economy.reconciliation.check import Check

CHECKS = (
    Check(
        "held_points_are_reserved",
        "What lies in a person's held account is exactly what their running work reserved.",
        "spirits_account",
        """
        SELECT a.id, 'holds ' || a.balance || ', running work reserved ' || coalesce(r.total, 0) FROM spirits_account a
        LEFT JOIN (
            SELECT e.account_id, sum(e.amount) AS total FROM spirits_reservation r
            JOIN spirits_ledger_entry e ON e.transaction_id = r.held_id AND e.amount > 0
            WHERE r.state = 'held' GROUP BY e.account_id
        ) r ON r.account_id = a.id
        WHERE a.kind = 'held' AND a.balance <> coalesce(r.total, 0)
        """,
    ),
    Check(
        "reservation_moved_its_points",
        "A reservation of points names the movement that set them aside, and a closed one the movement that closed it.",
        "spirits_reservation",
        """
        SELECT id, 'reserved ' || upper_points || ' points without the movement' FROM spirits_reservation
        WHERE (upper_points > 0) <> (held_id IS NOT NULL) OR (closed_id IS NOT NULL) <> (upper_points > 0 AND state <> 'held')
        """,
    ),
    Check(
        "settled_work_was_charged",
        "What a reservation says was charged is what the ledger moved to spent points.",
        "spirits_reservation",
        """
        SELECT r.id, 'was charged ' || r.points || ', the ledger says ' || coalesce(e.total, 0)
        FROM spirits_reservation r
        LEFT JOIN (
            SELECT e.transaction_id, sum(e.amount) AS total FROM spirits_ledger_entry e
            JOIN spirits_account a ON a.id = e.account_id AND a.kind = 'spent' GROUP BY e.transaction_id
        ) e ON e.transaction_id = r.closed_id
        WHERE r.state <> 'held' AND r.points <> coalesce(e.total, 0)
        """,
    ),
    Check(
        "budget_use_is_the_sum_of_work",
        "What a budget's period has taken is the sum of the work counted in it.",
        "spirits_budgetuse",
        """
        SELECT u.id, 'counts ' || u.points || ' points, its work took ' || coalesce(sum(coalesce(r.points, r.upper_points)), 0)
        FROM spirits_budgetuse u LEFT JOIN spirits_reservation_uses l ON l.budgetuse_id = u.id
        LEFT JOIN spirits_reservation r ON r.id = l.reservation_id GROUP BY u.id, u.points, u.tokens
        HAVING u.points <> coalesce(sum(coalesce(r.points, r.upper_points)), 0)
            OR u.tokens <> coalesce(sum(coalesce(r.tokens, r.upper_tokens)), 0)
        """,
    ),
)
