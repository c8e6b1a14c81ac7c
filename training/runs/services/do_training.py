"""The work of the job that does a training run, and what becomes of what it made."""

from datetime import datetime

from django.db.models import Max

from jobs.errors import JobFailed, PermanentFailure
from project.lib.clock import now
from project.lib.errors import DaimonError
from training.evaluations.queries.evaluations import get_suite
from training.evaluations.services.start_evaluation import start_evaluation
from training.runs.executors import executor_of
from training.runs.minions import minions
from training.runs.models import TrainedVersion, TrainingArtifact, TrainingRun
from training.runs.services.decide import give
from training.runs.services.start_training import close
from training.runs.serving import name_model
from training.runs.work import Made, Work, Writer, artifacts_of

State = TrainedVersion.State


def do_training(run: TrainingRun, writer: Writer) -> None:
    """Do it, or go on with it; what can never work ends the run with a sentence."""
    try:
        run.state, run.attempts, run.started_at = TrainingRun.State.RUNNING, run.attempts + 1, run.started_at or now()
        with writer.writes():
            run.save(update_fields=["state", "attempts", "started_at"])
        work = Work(run, writer)
        work.log(f"Attempt {run.attempts}")
        made = executor_of(run.executor).work(work)
        work.flush()
    except JobFailed as error:
        if error.is_permanent:
            _fail(run, writer, error.message, error.code)
        raise
    except OSError as error:
        problem = f"The disk does not take it: {error.strerror or error}."
        _fail(run, writer, problem, "no_disk")
        raise PermanentFailure(problem, code="no_disk") from error
    except DaimonError as error:
        if error.status >= 500:
            raise
        _fail(run, writer, error.message, error.code)
        raise PermanentFailure(error.message, code=error.code) from error
    files = artifacts_of(run, made.files)
    with writer.completes(made.result):
        TrainingArtifact.objects.filter(run=run).delete()
        TrainingArtifact.objects.bulk_create(files)
        _register(run, made, at=now())


def _register(run: TrainingRun, made: Made, *, at: datetime) -> None:
    """The run's end and the version it made, in the caller's transaction."""
    run.state, run.progress, run.message, run.ended_at, run.result = TrainingRun.State.READY, 100, "", at, made.result
    run.save(update_fields=["state", "progress", "message", "ended_at", "result"])
    last = TrainedVersion.objects.filter(owner=run.owner, name=run.name).aggregate(last=Max("number"))["last"] or 0
    version = TrainedVersion.objects.create(
        owner=run.owner,
        name=run.name,
        number=last + 1,
        run=run,
        minion_id=run.minion_id,
        state=State.REFUSED if made.refusal else State.CANDIDATE,
        reason=made.refusal[:500],
        changes=made.changes,
        language_model_id=made.language_model_id,
        decided_at=at if made.refusal else None,
    )
    name_model(run, version.number)
    if run.minion_id is not None:
        minions().reward(run.owner, run.minion_id, f"training:{run.pk}", at)
    if made.refusal or run.minion_id is None or not made.changes:
        return
    if run.suite_id is None:
        give(version, at=at)
        return
    chosen = {"kind": "minion", "id": str(run.minion_id)}
    version.evaluation = start_evaluation(
        user=run.owner,
        suite=get_suite(run.owner, run.suite_id),
        targets=[chosen, {**chosen, "changes": made.changes}],
    )
    version.save(update_fields=["evaluation"])


def _fail(run: TrainingRun, writer: Writer, problem: str, code: str) -> None:
    with writer.writes():
        close(run, TrainingRun.State.FAILED, problem, code=code, at=now())
