"""Stop an answer, from any device."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.models import Run, RunEvent
from chat.queries.runs import get_run
from chat.rules.run_states import RunState
from chat.services.turns import QUEUED_RUNS
from project.ops.live import announce


@transaction.atomic
def stop_run(*, user: User, run_id: UUID, now: datetime) -> Run:
    """Ask the run to stop and keep its text so far. One that has ended stays as it is; a second call changes nothing.

    A run still waiting is stopped at once; a running one when its process hears of it, at the latest with its next words;
    one that waits for its person, and for a process, when one has it.
    """
    get_run(user, run_id)
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state == RunState.QUEUED and run.paused is None:
        run.state, run.finished_at, run.stop_requested_at = RunState.STOPPED, now, now
        run.last_sequence += 1
        RunEvent.objects.create(
            run=run, sequence=run.last_sequence, kind="end", data={"state": run.state, "code": "", "message": ""}
        )
        run.save(update_fields=["state", "finished_at", "stop_requested_at", "last_sequence"])
        transaction.on_commit(lambda: announce(f"run:{run.pk}", {"stale": True}))
    elif run.is_active and run.stop_requested_at is None:
        run.stop_requested_at = now
        run.save(update_fields=["stop_requested_at"])
        transaction.on_commit(lambda: announce(QUEUED_RUNS, {"stop": str(run.pk)}))
    return run
