"""The job kinds of moving in; training.handlers loads them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from jobs.context import JobContext
from jobs.errors import PermanentFailure
from jobs.registry import Policy, job
from jobs.rules.lanes import Lane
from project.lib.clock import now
from training.legacy.models import LegacyImport
from training.legacy.services import apply_legacy, check_legacy, roll_back_legacy
from training.legacy.services.ask import MOVE_IN, ROLL_BACK
from training.legacy.services.jobs import KIND, OldImage
from training.legacy.services.process import process_old_image

# What was moved in is years old already: the usual retention would forget it the next night.
HISTORY = Policy(lane=Lane.BULK, is_atomic=False, retention=timedelta(days=36_500))
SLOW = Policy(lane=Lane.BULK, is_atomic=False, time_limit=timedelta(hours=6), max_crashes=20)


@dataclass(frozen=True)
class MoveIn:
    """An old data folder to check or to move in; ``owner_id`` is whose it becomes."""

    path: str
    owner_id: UUID
    started_by_id: UUID
    applies: bool


@dataclass(frozen=True)
class RollBack:
    """A run to take back."""

    run_id: UUID
    discards_changes: bool = False


@job(MOVE_IN, title="Move an old folder in", payload=MoveIn, policy=SLOW)
def move_in(context: JobContext, payload: MoveIn) -> dict[str, str]:
    """Check the folder, or take everything over; another attempt goes on where the last one was killed."""
    owner, started_by = User.objects.get(pk=payload.owner_id), User.objects.get(pk=payload.started_by_id)
    given: dict[str, Any] = {"path": payload.path, "owner": owner, "started_by": started_by, "at": now()}
    run = apply_legacy(**given, tell=context.progress) if payload.applies else check_legacy(**given)
    if payload.applies and run.state == LegacyImport.State.REFUSED:
        raise PermanentFailure(f"Nothing was taken. {run.problem}", code="legacy_import_refused")
    return {"run": str(run.pk), "state": run.state}


@job(ROLL_BACK, title="Roll a move back", payload=RollBack, policy=SLOW)
def roll_back_move(context: JobContext, payload: RollBack) -> dict[str, str]:
    """Take the run back whole."""
    run = roll_back_legacy(run_id=payload.run_id, discard_changes=payload.discards_changes, at=now())
    return {"run": str(run.pk), "state": run.state}


@job(KIND, title="Process an old image", payload=OldImage, policy=HISTORY)
def process_image(context: JobContext, payload: OldImage) -> dict[str, int]:
    """Process the image of a task that waited when it was moved in, or failed and is tried again."""
    tally = process_old_image(owner=context.owner, old=payload, watcher=context)
    return {"processed": tally.processed, "described": tally.described, "problems": tally.problems}
