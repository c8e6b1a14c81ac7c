"""The job kinds of conversations; the queue loads this module at start."""

from typing import Any

from chat.memory import handlers as memory
from chat.services.stored_responses import forget_expired_responses
from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import LEAST_URGENT
from project.lib.clock import now

__all__ = ["memory"]


@job("chat.forget_responses", title="Forget old responses", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def forget_responses(context: JobContext, payload: object) -> dict[str, Any]:
    """Delete stored responses whose thirty days are over; the next slot goes on."""
    return {"forgotten": forget_expired_responses(at=now())}
