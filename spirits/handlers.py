"""Job kinds of the economy; each may run twice, late, or in several workers at once."""

from typing import Any

from jobs.context import JobContext
from jobs.registry import Policy, job
from project.lib.clock import now
from spirits.queries.economy.reconciliation import CHECKS, find_breaks
from spirits.services.budget import release_expired
from spirits.services.economy.set_price import apply_due_prices
from spirits.services.subscription import renew_due

SHOWN = 50


@job("spirits.renew_subscriptions", title="Renew plans", policy=Policy(is_visible=False, is_atomic=False))
def renew_subscriptions(context: JobContext, payload: Any) -> dict[str, int]:
    """Renew, retry or end what is due; each subscription is a transaction of its own."""
    return renew_due(at=now())


@job("spirits.release_reservations", title="Release what dead work reserved", policy=Policy(is_visible=False))
def release_reservations(context: JobContext, payload: Any) -> dict[str, int]:
    """Give back the points of work that ended without settling."""
    return {"released": release_expired(at=now())}


@job("spirits.apply_prices", title="Apply scheduled prices", policy=Policy(is_visible=False))
def apply_prices(context: JobContext, payload: Any) -> dict[str, int]:
    """Bring the catalogue's columns in step with the prices that hold now."""
    return {"changed": apply_due_prices(at=now())}


@job("spirits.reconcile", title="Reconcile the ledger", policy=Policy(is_visible=False, is_atomic=False))
def reconcile(context: JobContext, payload: Any) -> dict[str, Any]:
    """Check every promise over all rows; the result names the first broken rows."""
    breaks = find_breaks()
    shown = [f"{each.check}: {each.table} {each.row} {each.detail}" for each in breaks[:SHOWN]]
    return {"checks": len(CHECKS), "broken": len(breaks), "rows": shown}
