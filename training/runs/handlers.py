"""The job kinds of training runs; training.handlers takes them in."""

from datetime import timedelta

from jobs.context import JobContext
from jobs.errors import JobCancelled, PermanentFailure
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import LEAST_URGENT, Lane
from project.lib.clock import now
from training.runs.models import TrainingRun
from training.runs.services.do_training import do_training
from training.runs.services.start_training import KIND, TrainingToRun, close_abandoned, stop_dropped


@job(
    KIND,
    title="Train",
    payload=TrainingToRun,
    policy=Policy(lane=Lane.GPU, is_atomic=False, max_failures=4, max_crashes=10, time_limit=timedelta(days=7)),
    dropped=stop_dropped,
)
def run(context: JobContext, payload: TrainingToRun) -> None:
    """Do a training run; another attempt goes on from its last checkpoint, and none touches one that has ended."""
    found = TrainingRun.objects.select_related("version", "owner").filter(pk=payload.run_id).first()
    if found is None:
        raise PermanentFailure("The training run was removed meanwhile.", code="training_not_found")
    if found.round == payload.round and found.is_active:
        try:
            do_training(found, context)
        except JobCancelled:
            stop_dropped(payload)
            raise


@job(
    "training.mend_training",
    title="Look after training runs",
    policy=Policy(lane=Lane.BULK, priority=LEAST_URGENT, is_visible=False),
)
def mend(context: JobContext, payload: None) -> dict[str, int]:
    """Close runs whose job ended without them."""
    return {"closed": close_abandoned(at=now())}


standing_schedule(name="Look after training runs", kind="training.mend_training", cron="*/5 * * * *")
