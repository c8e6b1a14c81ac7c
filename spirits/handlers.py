"""Job kinds of the economy; each may run twice, late, or in several workers at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import Lane
from project.lib.clock import now
from spirits.queries.economy.reconciliation import CHECKS, find_breaks
from spirits.services.budget import release_expired
from spirits.services.economy.set_price import apply_due_prices
from spirits.services.end_lost_calls import end_lost_calls
from spirits.services.give_back_tokens import revoke_tokens
from spirits.services.medications import remind_dose
from spirits.services.monitors import run_check
from spirits.services.payment.holders import forget_card
from spirits.services.payment.poll import poll_gateway
from spirits.services.payment.run import run_payment, run_refund
from spirits.services.payment.webhooks import handle_message
from spirits.services.reminders import deliver_reminder
from spirits.services.scheduled_tasks import run_scheduled_task
from spirits.services.subscription import renew_due

SHOWN = 50
# A payment is never given up by the queue: what ten tries over some minutes cannot do, the poll goes on with.
CARDS = Policy(
    lane=Lane.INTERACTIVE, is_visible=False, is_atomic=False, max_failures=10, time_limit=timedelta(minutes=5)
)


@dataclass(frozen=True)
class PaymentRun:
    """Which payment."""

    payment: UUID


@dataclass(frozen=True)
class RefundRun:
    """Which refund."""

    refund: UUID


@dataclass(frozen=True)
class EventRun:
    """Which message."""

    event: UUID


@dataclass(frozen=True)
class CardRun:
    """Which card."""

    card: UUID


@job("spirits.renew_subscriptions", title="Renew plans", policy=Policy(is_visible=False, is_atomic=False))
def renew_subscriptions(context: JobContext, payload: Any) -> dict[str, int]:
    """Renew, retry or end what is due; each subscription is a transaction of its own."""
    return renew_due(at=now())


@job("spirits.release_reservations", title="Release what dead work reserved", policy=Policy(is_visible=False))
def release_reservations(context: JobContext, payload: Any) -> dict[str, int]:
    """Give back the points of work that ended without settling."""
    return {"released": release_expired(at=now())}


@job("spirits.end_lost_calls", title="End tool calls whose process died", policy=Policy(is_visible=False))
def end_lost_tool_calls(context: JobContext, payload: Any) -> dict[str, int]:
    """Calls that run longer than any may."""
    return {"ended": end_lost_calls(at=now())}


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


@job("spirits.run_payment", title="Pay by card", payload=PaymentRun, policy=CARDS)
def run_card_payment(context: JobContext, payload: PaymentRun) -> str:
    """Carry a payment as far as it goes now."""
    return run_payment(payment_id=payload.payment, at=now())


@job("spirits.run_refund", title="Give money back by card", payload=RefundRun, policy=CARDS)
def run_card_refund(context: JobContext, payload: RefundRun) -> str:
    """Send a refund's money back and book it when it went."""
    return run_refund(refund_id=payload.refund, at=now())


@job("spirits.handle_webhook", title="Handle a message of the card gateway", payload=EventRun, policy=CARDS)
def handle_webhook(context: JobContext, payload: EventRun) -> str:
    """Ask the gateway about what a message is about."""
    return handle_message(event_id=payload.event, at=now())


@job("spirits.forget_card", title="Forget a card", payload=CardRun, policy=CARDS)
def let_card_go(context: JobContext, payload: CardRun) -> None:
    """Let the gateway forget a removed card."""
    forget_card(card_id=payload.card, at=now())


@job("spirits.poll_gateway", title="Look after card payments", policy=Policy(is_visible=False, is_atomic=False))
def look_after_payments(context: JobContext, payload: Any) -> dict[str, int]:
    """Heal what lost messages and dead workers left."""
    return poll_gateway(at=now())


@dataclass(frozen=True)
class TimeOfCheck:
    """One check of a monitor."""

    monitor_id: UUID
    version: int


@job(
    "spirits.check_monitor",
    title="Check an address",
    payload=TimeOfCheck,
    policy=Policy(is_visible=False, is_atomic=False),
)
def check_due_monitor(context: JobContext, payload: TimeOfCheck) -> dict[str, str]:
    """Fetch outside of a transaction; what was found and the next check commit together."""
    return {"found": run_check(monitor_id=payload.monitor_id, version=payload.version, now=now())}


@dataclass(frozen=True)
class TokensToGiveBack:
    """What a tool server let us have, sealed, and the server's address."""

    sealed: str
    server: str


@job(
    "spirits.give_back_tokens",
    title="Give tokens back to a tool server",
    payload=TokensToGiveBack,
    policy=Policy(is_visible=False, is_atomic=False, max_failures=8, retention=timedelta(days=1)),
)
def give_tokens_back(context: JobContext, payload: TokensToGiveBack) -> dict[str, int | str]:
    """Talk to the server outside of a transaction; the result says what became of it."""
    return revoke_tokens(sealed=payload.sealed, server=payload.server)
