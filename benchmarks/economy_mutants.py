"""Plants known bugs into a copy of the economy, one at a time, and counts how many the tests catch.

./daimon bench economy-mutants [--only NUMBER ...]
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from project.settings.env import BASE_DIR

MOST_MISSED = 1
SERVICES, RULES, SQL = "spirits/services", "spirits/rules/economy", "spirits/migrations"
LEDGER, BUY, ACCESS, BUDGET, PLAN, XP, PRICE, CARD, CARD_REFUND, WEBHOOK = (
    f"spirits/tests/test_{name}.py"
    for name in (
        "post_transaction", "buy_spirits", "grant_access", "reserve_budget", "run_subscriptions", "gain_experience",
        "set_price", "pay_by_card", "refund_cards", "receive_webhooks",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Bug:
    """One change that makes the economy wrong, and the tests that should notice."""

    path: str
    right: str
    wrong: str
    tests: str


BUGS = (
    Bug(f"{SQL}/0102_ledger_guards.py", "BEFORE UPDATE OR DELETE ON spirits_ledger_entry", "BEFORE DELETE ON spirits_ledger_entry", LEDGER),
    Bug(f"{SQL}/0102_ledger_guards.py", "GROUP BY unit HAVING sum(amount) <> 0", "HAVING sum(amount) <> 0", LEDGER),
    Bug(f"{SQL}/0102_ledger_guards.py", "AND pg_trigger_depth() < 2", "AND pg_trigger_depth() < 1", LEDGER),
    Bug(f"{SQL}/0102_ledger_guards.py", "IF opened IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN", "IF opened IS NULL THEN", LEDGER),
    Bug(f"{SQL}/0110_balances_have_entries.py", "IF NOT FOUND THEN", "IF FALSE THEN", LEDGER),
    Bug(f"{SERVICES}/economy/post_transaction.py", "        if along or written.fingerprint != mark:\n            raise KeyReused\n", "", LEDGER),
    Bug(f"{SERVICES}/economy/post_transaction.py", "Leg(entry.account, -entry.amount)", "Leg(entry.account, entry.amount)", LEDGER),
    Bug(f"{SQL}/0107_access.py", "g.ends_at > moment", "g.ends_at >= moment", ACCESS),
    Bug(f"{SQL}/0107_access.py", "(g.revoked_at IS NULL OR g.revoked_at > moment)", "TRUE", ACCESS),
    Bug(f"{SQL}/0107_access.py", "CASE WHEN u.renews THEN", "CASE WHEN TRUE THEN", ACCESS),
    Bug(f"{SQL}/0107_access.py", "later.starts_at > p.starts_at AND", "later.starts_at > p.ends_at AND", ACCESS),
    Bug(f"{SQL}/0107_access.py", "g.calls_used < g.calls_limit", "g.calls_used <= g.calls_limit", ACCESS),
    Bug(f"{SERVICES}/economy/grant_access.py", "calls_used__lt=F(\"calls_limit\")", "calls_used__gte=0", ACCESS),
    Bug(f"{SERVICES}/purchase/buy.py", "    if offer.fingerprint != asked.agreed:\n        raise PriceChanged\n", "", BUY),
    Bug(f"{SQL}/0416_offers_are_planned_once.py", "        PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 5));", "        NULL;", BUY),
    Bug(f"{SQL}/0416_offers_are_planned_once.py", "f) IS DISTINCT FROM seen THEN", "f) IS NULL THEN", BUY),
    Bug(f"{SERVICES}/purchase/book_refund.py", "        revoke_grant(grant=grant, at=at, reason=refund.reason, actor=refund.actor)", "        pass", BUY),
    Bug("spirits/rules/economy/bundles.py", "    if len(missing) == len(parts):\n        return price\n", "    return price\n", BUY),
    Bug("spirits/queries/economy/quotes.py", "    if unit == POINTS:\n        _require_rank(facts.standing, missing)\n", "", BUY),
    Bug(f"{RULES}/quotes.py", "denominator=10_000 + self.tax_basis_points", "denominator=10_000", BUY),
    Bug(f"{SERVICES}/budget/uses.py", "points__lte=budget.points_limit - points", "points__lte=budget.points_limit", BUDGET),
    Bug(f"{SERVICES}/budget/close.py", "charged = min(points, kept.upper_points)", "charged = points", BUDGET),
    Bug(f"{RULES}/periods.py", "share(held_price, numerator=left", "share(min(held_price, 50), numerator=left", PLAN),
    Bug(f"{RULES}/periods.py", "day = min(anchor.day, monthrange(year, month + 1)[1])", "day = min(anchor.day, 28)", PLAN),
    Bug(f"{SERVICES}/subscription/renew.py", "latest.ends_at > at or kept.ended_at", "kept.ended_at", PLAN),
    Bug(f"{SERVICES}/payment/settle.py", "if (facts.received, facts.unit) != (payment.amount, payment.unit):", "if False:", CARD),
    Bug(f"{SERVICES}/payment/settle.py", "    if bought.state != Purchase.State.AWAITING:\n        return \"order_closed\"\n", "", CARD),
    Bug(f"{SERVICES}/payment/run.py", "if not waits or payment.cancel_asked_at or payment.state != State.CREATED:", "if payment.state != State.CREATED:", CARD),
    Bug(f"{SERVICES}/payment/returns.py", "    amount = min(left, told_amount)\n", "    amount = told_amount\n", CARD_REFUND),
    Bug(f"{SERVICES}/payment/returns.py", "or next((r for r in refunds if str(r.pk) == told.mark), None)", "or None", CARD_REFUND),
    Bug(f"{SERVICES}/purchase/book_refund.py", "    before, after = found.refunded_amount, found.refunded_amount + amount\n", "    before, after = 0, amount\n", CARD_REFUND),
    Bug(f"{RULES}/cards.py", "stamp is None or abs(at.timestamp() - stamp) > TOLERANCE.total_seconds()", "stamp is None", WEBHOOK),
    Bug(f"{SERVICES}/progress/gain.py", "    if is_new and minion_spirit and event.spirit_amount:", "    if minion_spirit and event.spirit_amount:", XP),
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Plant each bug into a fresh copy, run its tests, and print which were caught."""
    parser = argparse.ArgumentParser(prog="./daimon bench economy-mutants", description=__doc__)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of bugs")
    chosen = parser.parse_args(arguments).only or range(1, len(BUGS) + 1)
    caught = [number for number in chosen if _is_caught(number, BUGS[number - 1])]
    print(f"caught {len(caught)} of {len(chosen)} planted bugs")
    return 0 if len(caught) >= len(chosen) - MOST_MISSED else 1


def _is_caught(number: int, bug: Bug) -> bool:
    with tempfile.TemporaryDirectory(prefix="daimon-mutant-") as folder:
        Path(folder).chmod(0o755)  # the test servers may run as another user
        copy = Path(folder) / "daimon"
        left_out = shutil.ignore_patterns(".git", ".data", ".venv", "node_modules")
        shutil.copytree(BASE_DIR, copy, symlinks=True, ignore=left_out)
        (copy / ".venv").symlink_to((BASE_DIR / ".venv").resolve())  # hundreds of megabytes that no bug is in
        path = copy / bug.path
        text = path.read_text()
        if bug.right not in text:
            raise SystemExit(f"bug {number}: {bug.path} no longer contains {bug.right!r}")
        path.write_text(text.replace(bug.right, bug.wrong, 1))
        command = ["./daimon", "test", bug.tests, "-q", "-x", "-n", "0"]
        found = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    is_caught = found.returncode == 1 and re.search(r"\d+ (failed|error)", found.stdout) is not None
    print(
        f"{number:2} {'caught' if is_caught else 'MISSED'}  {bug.path}: {bug.wrong.strip()[:70] or 'removed'}",
        flush=True,
    )
    return is_caught
