"""Job kinds of the economy; each may run twice, late, or in several workers at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import Lane
from project.lib.clock import now
from spirits.queries.economy.reconciliation import CHECKS, find_breaks
from spirits.services.budget import release_expired
from spirits.services.economy.set_price import apply_due_prices
from spirits.services.medications import remind_dose
from spirits.services.reminders import deliver_reminder
from spirits.services.scheduled_tasks import run_scheduled_task
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


@dataclass(frozen=True)
class TimeOfReminder:
    """One time of a reminder."""

    reminder_id: UUID
    version: int


@job(
    "spirits.deliver_reminder",
    title="Deliver a reminder",
    payload=TimeOfReminder,
    policy=Policy(lane=Lane.INTERACTIVE, is_visible=False),
)
def deliver_due_reminder(context: JobContext, payload: TimeOfReminder) -> dict[str, bool]:
    """Tell the person and plan the next time, in the transaction that completes the job."""
    return {"delivered": deliver_reminder(reminder_id=payload.reminder_id, version=payload.version, now=now())}


@dataclass(frozen=True)
class TimeOfTask:
    """One time of a scheduled task."""

    task_id: UUID
    version: int


@job("spirits.run_scheduled_task", title="Run a scheduled task", payload=TimeOfTask, policy=Policy(is_atomic=False))
def run_due_task(context: JobContext, payload: TimeOfTask) -> dict[str, str]:
    """Run the tool or ask the minion; the call's key makes a repeated attempt harmless."""
    return {"outcome": run_scheduled_task(task_id=payload.task_id, version=payload.version, now=now())}


@dataclass(frozen=True)
class TimeOfDose:
    """One time a medicine is due."""

    medication_id: UUID
    version: int


@job(
    "spirits.remind_dose",
    title="Remind of a medicine",
    payload=TimeOfDose,
    policy=Policy(lane=Lane.INTERACTIVE, is_visible=False),
)
def remind_due_dose(context: JobContext, payload: TimeOfDose) -> dict[str, bool]:
    """Tell the person and plan the next dose, in the transaction that completes the job."""
    return {"reminded": remind_dose(medication_id=payload.medication_id, version=payload.version, now=now())}
