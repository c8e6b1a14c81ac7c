"""Move an old folder in: in batches that survive a kill, verified at the end, taken back whole when something is wrong."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from accounts.models import User
from jobs.errors import LeaseLost
from jobs.services.carry_over import let_go
from training.legacy.errors import LegacyImportBusy
from training.legacy.services.check import record
from training.legacy.services.images import store_folder
from training.legacy.services.jobs import KIND, job_id, store_tasks
from training.legacy.services.lock import alone
from training.legacy.services.plan import Plan, legacy_folder, make_plan
from training.legacy.services.roll_back import take_back_rows
from training.legacy.services.settings import store_setting
from training.legacy.services.verify import verify
from training.models import LegacyImport, LegacyRow

log = structlog.get_logger(__name__)
T = TypeVar("T")
AT_ONCE = 500
DISK_FULL = "53100"
Tell = Callable[[float, str], None]


def apply_legacy(
    *, path: str, owner: User, started_by: User | None, at: datetime, tell: Tell = lambda percent, message: None
) -> LegacyImport:
    """The run that moved the folder in, verified; what was here already is left as it is.

    A run that was killed is taken up where it stopped. With a broken file nothing is stored: the run comes back in the
    state ``refused`` with the whole report. When a row differs from what was read, an old file changed meanwhile, the disk is full or ``tell``
    raises, the run is taken back whole before the error is raised. When the database went away it stays open: the
    same call finishes it. LegacyImportBusy while another run is at work or open.
    """
    folder = legacy_folder(path)
    with alone():
        run = LegacyImport.objects.filter(state=LegacyImport.State.APPLYING).first()
        if run is not None:
            plan = _plan_again(run, str(folder.root), at=at)
        else:
            plan = make_plan(folder, owner=owner, at=at)
            opens = not plan.survey.is_broken
            state = LegacyImport.State.APPLYING if opens else LegacyImport.State.REFUSED
            run = record(plan, state=state, started_by=started_by, at=at)
            if not opens:
                return run
        try:
            _store(run, plan, tell=tell, at=at)
            _finish(run, plan, at=at)
        except Exception as error:
            if not _stays_open(error):
                _abandon(run, error, at=at)
            raise
    return run


def _plan_again(run: LegacyImport, root: str, *, at: datetime) -> Plan:
    """The plan of a run that was killed, made from the same files."""
    if run.path != root:
        raise LegacyImportBusy(
            f"The move of {run.path} was interrupted. Finish it (--apply) or roll it back (--rollback {run.pk}) first."
        )
    if run.owner is None:
        raise LegacyImportBusy(f"The person this was moved in for is gone. Roll it back: --rollback {run.pk}.")
    # Times are judged as when it began, or a task could be in the future then and not now.
    plan = make_plan(legacy_folder(root), owner=run.owner, at=run.created_at)
    if plan.survey.digest != run.digest:
        raise LegacyImportBusy(
            f"The move of this folder was interrupted, and its files changed since. Roll it back first: --rollback {run.pk}."
        )
    log.info("legacy_import_resumed", run=str(run.pk), at=at.isoformat())
    return plan


def _store(run: LegacyImport, plan: Plan, *, tell: Tell, at: datetime) -> None:
    done = 0
    for folder in plan.folders:
        done += 1
        with _step(run, done):
            LegacyRow.objects.bulk_create(store_folder(run, folder, owner=plan.owner, at=at), batch_size=AT_ONCE)
        tell(90 * done / plan.size, f"{done} of {plan.size}")
    stored = set(
        run.rows.filter(kind=LegacyRow.Kind.JOB).values_list("target", flat=True)
    )  # of an attempt that was killed
    done += len(stored)
    for tasks in _batches([task for task in plan.tasks if str(job_id(task)) not in stored]):
        done += len(tasks)
        with _step(run, done):
            LegacyRow.objects.bulk_create(store_tasks(run, tasks, owner=plan.owner))
        tell(90 * done / plan.size, f"{done} of {plan.size}")
    for setting in plan.settings:
        done += 1
        with _step(run, done):
            row = store_setting(run, setting, by=run.started_by)
            if row is not None:
                row.save()


@contextmanager
def _step(run: LegacyImport, position: int) -> Iterator[None]:
    """One transaction of a run that is still open; its position moves with it."""
    with transaction.atomic():
        open_runs = LegacyImport.objects.filter(pk=run.pk, state=LegacyImport.State.APPLYING)
        if not open_runs.update(position=position):
            raise LegacyImportBusy("This run was ended by somebody else.")
        yield


def _finish(run: LegacyImport, plan: Plan, *, at: datetime) -> None:
    """Verify everything, then let the waiting jobs go and close the run in one commit."""
    with transaction.atomic():
        made = verify(run, plan)
        waiting = [job_id(task) for task in plan.tasks if task.waits]
        mine = set(run.rows.filter(kind=LegacyRow.Kind.JOB).values_list("target", flat=True))
        freed = let_go(KIND, [pk for pk in waiting if str(pk) in mine], owner=plan.owner)
        run.state, run.ended_at, run.made = LegacyImport.State.APPLIED, at, {**made, "let_go": freed}
        run.save(update_fields=["state", "ended_at", "made"])


def _stays_open(error: Exception) -> bool:
    """Whether the run can be finished later: nobody judged it wrong, its program only had to stop."""
    if isinstance(error, LeaseLost | LegacyImportBusy):
        return True
    is_away = isinstance(error, OperationalError | InterfaceError)
    return is_away and getattr(error.__cause__, "sqlstate", None) != DISK_FULL


def _abandon(run: LegacyImport, error: Exception, *, at: datetime) -> None:
    """Take everything back; when even that fails the run stays open and can be rolled back later."""
    try:
        with transaction.atomic():
            take_back_rows(run)
            run.state, run.ended_at = LegacyImport.State.ROLLED_BACK, at
            run.problem = (str(error) or type(error).__name__)[:500]
            run.save(update_fields=["state", "ended_at", "problem"])
    except DatabaseError:
        log.exception("legacy_import_left_open", run=str(run.pk))


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
