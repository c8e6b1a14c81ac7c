"""Start, stop, go on with and remove training runs."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from jobs.errors import NotCancellable
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.services.enqueue import enqueue
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.errors import DatasetNotReady
from training.datasets.models import DatasetVersion
from training.datasets.rules.input import checked_line
from training.evaluations.queries.evaluations import get_suite
from training.rules.work_states import WorkState
from training.runs.errors import TrainingBusy, TrainingNotStopped
from training.runs.executors import executor_of
from training.runs.minions import minions
from training.runs.models import TrainedVersion, TrainingRun
from training.runs.serving import forget_model
from training.runs.work import folder_of

KIND = "training.run_training"
STOPPED = "It was stopped."


@dataclass(frozen=True)
class TrainingToRun:
    """The run, and which of its beginnings."""

    run_id: UUID
    round: int


def start_training(
    *,
    user: User,
    name: str,
    executor: str,
    version: DatasetVersion,
    config: Mapping[str, Any] | None = None,
    minion_id: UUID | None = None,
    suite_id: UUID | None = None,
) -> TrainingRun:
    """A run with the job that does it. The config is checked and kept complete, so the run can be repeated.

    With a minion what comes out is given to it: at once, or once an evaluation by the suite passes its gates.
    """
    chosen = executor_of(executor)
    if version.state != DatasetVersion.State.READY:
        raise DatasetNotReady("This version of the dataset is not ready.")
    line = checked_line("name", name, most=120, may_be_empty=False)
    if config is not None and not isinstance(config, Mapping):
        raise InvalidInput.of("config", "Expected an object.")
    complete = chosen.checked(user, version, config or {})
    if minion_id is not None:
        minions().state(user, minion_id)
    elif chosen.needs_minion:
        raise InvalidInput.of("minion", "Choose the minion whose instructions are to be found.")
    if suite_id is not None:
        suite = get_suite(user, suite_id)
        if minion_id is None:
            raise InvalidInput.of("suite", "A suite judges what a minion gets; choose a minion, too.")
        if not suite.gates:
            raise InvalidInput.of("suite", "This suite has no gates, so it would let everything through.")
    with transaction.atomic():
        run = TrainingRun.objects.create(
            owner=user,
            name=line,
            executor=executor,
            config=complete,
            version=version,
            dataset_name=version.dataset.name,
            version_number=version.number,
            digest=version.digest,
            minion_id=minion_id,
            suite_id=suite_id,
        )
        _enqueue(run)
    return run


def stop_training(*, run: TrainingRun, at: datetime) -> TrainingRun:
    """Stop it; what it has done is kept. One that has ended stays as it is."""
    with transaction.atomic():
        job = job_of(run)
        if job is not None:  # before the run, as a worker locks them, too
            with suppress(NotCancellable):
                cancel(job, at=at)
        locked = _locked(run)
        if locked.round == run.round:
            close(locked, TrainingRun.State.STOPPED, STOPPED, code="stopped", at=at)
    return locked


def go_on_with_training(*, run: TrainingRun) -> TrainingRun:
    """Go on from the last checkpoint; TrainingNotStopped when it neither was stopped nor failed."""
    with transaction.atomic():
        locked = _locked(run)
        if locked.state not in (TrainingRun.State.STOPPED, TrainingRun.State.FAILED):
            raise TrainingNotStopped
        locked.round, locked.state, locked.ended_at = locked.round + 1, TrainingRun.State.WAITING, None
        locked.problem = locked.problem_code = locked.message = ""
        locked.save()
        _enqueue(locked)
    return locked


def remove_training(*, run: TrainingRun) -> None:
    """Delete it with its metrics, its files and its version; TrainingBusy while it is worked on or a minion has what it made."""
    with transaction.atomic():
        locked = _locked(run)
        if locked.is_active:
            raise TrainingBusy
        if TrainedVersion.objects.filter(run=locked, state__in=["live", "canary"]).exists():
            raise TrainingBusy("A minion uses what this run made. Take it back first.")
        place = folder_of(locked)
        forget_model(locked)
        locked.delete()
        transaction.on_commit(lambda: shutil.rmtree(place, ignore_errors=True))


def close(run: TrainingRun, state: WorkState, problem: str, *, code: str, at: datetime) -> None:
    """End it without a result."""
    TrainingRun.objects.filter(pk=run.pk, state__in=["waiting", "running"]).update(
        state=state, problem=problem[:500] or "It failed.", problem_code=code[:60], ended_at=at
    )
    run.refresh_from_db()


def stop_dropped(given: TrainingToRun) -> None:
    """Its job was cancelled: the run is stopped, unless it was begun anew since."""
    run = TrainingRun.objects.filter(pk=given.run_id, round=given.round).first()
    if run is not None:
        close(run, TrainingRun.State.STOPPED, STOPPED, code="stopped", at=now())


def close_abandoned(*, at: datetime, limit: int = 200) -> int:
    """Fail runs whose job ended without them; how many."""
    closed = 0
    for run in TrainingRun.objects.filter(state__in=["waiting", "running"]).order_by("pk")[:limit]:
        with transaction.atomic():
            locked = _locked(run)
            job = job_of(locked)
            if locked.is_active and (job is None or job.is_finished):
                problem = (job.error if job else "") or "Its job is gone."
                close(
                    locked, TrainingRun.State.FAILED, problem, code=(job.error_code if job else "") or "failed", at=at
                )
                closed += 1
    return closed


def job_of(run: TrainingRun) -> Job | None:
    """The job of its newest beginning."""
    return Job.objects.filter(kind=KIND, idempotency_key=_key(run)).first()


def _enqueue(run: TrainingRun) -> None:
    first = executor_of(run.executor).before(run)
    enqueue(
        KIND,
        TrainingToRun(run.pk, run.round),
        owner=run.owner,
        key=_key(run),
        title=f"Train {run.name}"[:160],
        after=first if first is not None and not first.is_finished else None,
    )


def _key(run: TrainingRun) -> str:
    return f"training:{run.pk}:{run.round}"


def _locked(run: TrainingRun) -> TrainingRun:
    return TrainingRun.objects.select_for_update(of=("self",)).select_related("owner", "version").get(pk=run.pk)
