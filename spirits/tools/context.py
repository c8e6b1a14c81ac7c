"""What a tool's function is handed beside its arguments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from project.lib import worker
from spirits.tools.declaration import Budget
from spirits.tools.errors import Cancelled, OutOfMemory, OutOfTime, ToolCrashed

if TYPE_CHECKING:
    from accounts.models import User


ENDS = {
    worker.OutOfTime: OutOfTime,
    worker.OutOfMemory: OutOfMemory,
    worker.Stopped: Cancelled,
    worker.Crashed: ToolCrashed,
}


@dataclass(frozen=True)
class Context:
    """In whose name a tool runs, when, and how much it may use.

    ``seed`` is the call's id as a number: take it where chance is wanted and the person gave none. ``loading`` are seconds that
    passed until workers began, since a process loads a library once and for everybody: they are not the call's.
    """

    user: "User"
    now: datetime
    budget: Budget
    call_id: UUID
    minion_id: UUID | None = None
    conversation_id: UUID | None = None
    cancel: Event = field(default_factory=Event)
    deadline: float = field(default_factory=lambda: monotonic() + 10)
    loading: list[float] = field(default_factory=list)

    def work(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """What ``package.module_work:function`` returns for these arguments, in a process of its own.

        It has no Django, no secrets and no network, and is killed at the call's time or memory limit. Arguments and
        result are JSON values and bytes. A DaimonError it raises is raised here; anything else is a crash.
        """
        try:
            return worker.run_in_worker(
                function,
                args,
                kwargs,
                seconds=self.seconds_left(),
                megabytes=self.budget.megabytes,
                cancel=self.cancel,
                begun=self.loading.append,
            )
        except worker.WorkEnded as ended:
            raise ENDS[type(ended)] from ended

    def seconds_left(self) -> float:
        """How long the call may still take; OutOfTime when nothing is left, Cancelled when the person stopped it."""
        if self.cancel.is_set():
            raise Cancelled
        left = self.deadline + sum(self.loading) - monotonic()
        if left <= 0:
            raise OutOfTime
        return left


Function = Callable[[Context, dict[str, Any]], Any]
