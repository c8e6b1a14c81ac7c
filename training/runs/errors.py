"""What can go wrong with training runs, each with its code."""

from project.lib.errors import Conflict, NotFound, Unavailable


class TrainingNotFound(NotFound):
    """There is no such training run or trained version, or it is somebody else's."""

    code = "training_not_found"
    message = "There is no such training run."


class TrainingBusy(Conflict):
    """It is being worked on; stop it first."""

    code = "training_busy"
    message = "This training run is being worked on. Stop it first."


class TrainingNotStopped(Conflict):
    """Only a run that was stopped or failed can go on."""

    code = "training_not_stopped"
    message = "Only a training run that was stopped or failed can go on."


class TrainingNotPromotable(Conflict):
    """The version cannot be given to the minion; the message says why."""

    code = "training_not_promotable"
    message = "This version cannot be given to the minion."


class TrainingNotExportable(Conflict):
    """There is no adapter that could be exported; the message says why."""

    code = "training_not_exportable"
    message = (
        "There is no adapter to export: only LoRA runs of this installation that ended and were not refused have one."
    )


class ExecutorMissing(Unavailable):
    """What the executor needs is not installed; the message says what and how to get it."""

    code = "executor_missing"
