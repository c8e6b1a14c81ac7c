"""The job kinds of training runs; training.handlers takes them in."""

from datetime import timedelta

from jobs.context import JobContext
from jobs.errors import JobCancelled, PermanentFailure
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import LEAST_URGENT, Lane
from project.lib.clock import now
from project.lib.errors import InvalidInput, NotFound
from training.runs.errors import TrainingNotExportable
from training.runs.models import TrainingRun
from training.runs.services.do_training import do_training
from training.runs.services.export_model import EXPORT, ModelToExport, export_model
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
    EXPORT,
    title="Export a model",
    payload=ModelToExport,
    policy=Policy(lane=Lane.GPU, is_atomic=False, max_failures=3, time_limit=timedelta(hours=13)),
    permanent=(InvalidInput, NotFound, TrainingNotExportable),
)
def export(context: JobContext, payload: ModelToExport) -> None:
    """Merge it, and give it to an Ollama server where one is named; what is merged or sent already is not done again."""
    export_model(user=context.owner, asked=payload, writer=context, at=now())


@job(
    "training.mend_training",
    title="Look after training runs",
    policy=Policy(lane=Lane.BULK, priority=LEAST_URGENT, is_visible=False),
)
def mend(context: JobContext, payload: None) -> dict[str, int]:
    """Close runs whose job ended without them."""
    return {"closed": close_abandoned(at=now())}


standing_schedule(name="Look after training runs", kind="training.mend_training", cron="*/5 * * * *")
