"""The job kinds of conversations; the queue loads this module at start."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chat.context.summaries import draft_summary, is_summary_due, keep_summary
from chat.engine.after import after_run
from chat.memory import handlers as memory
from chat.models import Run
from chat.services.ask_background_model import is_background_model_set
from chat.services.conversations import delete_unused_temporary
from chat.services.stored_responses import forget_expired_responses
from chat.services.uploads import sweep_uploads
from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import LEAST_URGENT
from jobs.services.enqueue import enqueue
from project.lib.clock import now

__all__ = ["memory"]


@job("chat.forget_responses", title="Forget old responses", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def forget_responses(context: JobContext, payload: object) -> dict[str, Any]:
    """Delete stored responses whose thirty days are over; the next slot goes on."""
    return {"forgotten": forget_expired_responses(at=now())}


@dataclass(frozen=True)
class SummariseAfter:
    """The run whose left-out messages are told short."""

    run: UUID


@job(
    "chat.summarise",
    title="Summarise a long conversation",
    payload=SummariseAfter,
    policy=Policy(priority=LEAST_URGENT, is_visible=False, is_atomic=False, max_failures=3),
)
def summarise(context: JobContext, payload: SummariseAfter) -> dict[str, Any]:
    """Continue the running summary of a conversation with what its last turn left out."""
    run = Run.objects.select_related("conversation", "question").filter(pk=payload.run).first()
    drafted = draft_summary(run, now=now()) if run else None
    if drafted is None:
        return {"last": 0}
    with context.writes():
        keep_summary(drafted, now=now())
    return {"last": drafted.last, "model": drafted.model}


@after_run
def queue_summary(run: Run) -> None:
    """Have what no longer fits told short, where the operator chose a model for it."""
    if is_background_model_set() and is_summary_due(run):
        enqueue("chat.summarise", SummariseAfter(run.pk), owner=run.owner, key=f"summary:{run.pk}")


@job(
    "chat.sweep_uploads",
    title="Delete files that were never sent",
    policy=Policy(priority=LEAST_URGENT, is_visible=False),
)
def sweep(context: JobContext, payload: object) -> dict[str, int]:
    """Delete attached files a day after they came when no message has them, and what a lost row left on the disk."""
    return {"deleted": sweep_uploads(now=now())}


@job("chat.delete_temporary", title="Delete temporary chats", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def delete_temporary(context: JobContext, payload: Any) -> dict[str, int]:
    """Delete temporary chats a day after their last turn, some hundred at a time; the next slot goes on."""
    return {"deleted": delete_unused_temporary(now=now())}
