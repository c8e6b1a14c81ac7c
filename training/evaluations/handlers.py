"""The job kinds of evaluations; training.handlers takes them in."""

from datetime import timedelta

from jobs.context import JobContext
from jobs.errors import JobCancelled, PermanentFailure
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import LEAST_URGENT, Lane
from project.lib.clock import now
from training.evaluations.models import Evaluation
from training.evaluations.services.run_evaluation import Running
from training.evaluations.services.start_evaluation import KIND, EvaluationToRun, close_abandoned, stop_dropped


@job(
    KIND,
    title="Run an evaluation",
    payload=EvaluationToRun,
    policy=Policy(lane=Lane.BULK, is_atomic=False, time_limit=timedelta(hours=24)),
    dropped=stop_dropped,
)
def run(context: JobContext, payload: EvaluationToRun) -> None:
    """Answer what is not answered yet; another attempt asks no row again that was written down."""
    evaluation = Evaluation.objects.select_related("suite__version", "owner").filter(pk=payload.evaluation_id).first()
    if evaluation is None:
        raise PermanentFailure("The evaluation was removed meanwhile.", code="evaluation_not_found")
    if evaluation.round == payload.round and evaluation.is_active:
        try:
            Running(evaluation, context).run()
        except JobCancelled:
            stop_dropped(payload)
            raise


@job(
    "training.mend_evaluations",
    title="Look after evaluations",
    policy=Policy(lane=Lane.BULK, priority=LEAST_URGENT, is_visible=False),
)
def mend(context: JobContext, payload: None) -> dict[str, int]:
    """Close evaluations whose job ended without them."""
    return {"closed": close_abandoned(at=now())}


standing_schedule(name="Look after evaluations", kind="training.mend_evaluations", cron="*/5 * * * *")
