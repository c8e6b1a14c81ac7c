"""What can go wrong with jobs: errors for callers, and errors a handler raises or meets."""

from project.lib.errors import Conflict, DaimonError, NotFound


class UnknownKind(DaimonError):
    """Nobody registered a handler for this kind."""

    code = "unknown_job_kind"
    message = "There is no job of this kind."


class PayloadRefused(DaimonError):
    """The payload does not fit the kind's schema; ``fields`` says where."""

    code = "job_payload_refused"
    message = "The job's input does not fit its kind."


class KeyTaken(Conflict):
    """The idempotency key belongs to a job with another payload."""

    code = "job_key_taken"
    message = "This key was used for a different job."


class JobNotFound(NotFound):
    """The job is absent or somebody else's."""

    code = "job_not_found"
    message = "There is no such job."


class NotCancellable(Conflict):
    """The job is finished."""

    code = "job_finished"
    message = "This job is finished already."


class BatchCancelled(Conflict):
    """Somebody cancelled the batch that the job was meant for."""

    code = "batch_cancelled"
    message = "This batch was cancelled; nothing is added to it any more."


class NotRepeatable(Conflict):
    """Only failed, cancelled and dead jobs can be tried again."""

    code = "job_not_repeatable"
    message = "Only a job that failed or was cancelled can be tried again."


class JobsAtWork(Conflict):
    """Jobs that should be taken back are in a worker's hand."""

    code = "jobs_at_work"
    message = "Some of these jobs are running."


class ScheduleRefused(DaimonError):
    """The schedule's timing makes no sense; ``fields`` says where."""

    code = "schedule_refused"
    message = "This schedule makes no sense."


class JobFailed(Exception):
    """A handler's way to fail with a sentence for the person: tried again when ``is_permanent`` is false."""

    def __init__(self, message: str, *, code: str = "failed", is_permanent: bool = False) -> None:
        self.message = message
        self.code = code
        self.is_permanent = is_permanent
        super().__init__(message)


class PermanentFailure(JobFailed):
    """Trying again cannot help: the job fails at once."""

    def __init__(self, message: str, *, code: str = "failed") -> None:
        super().__init__(message, code=code, is_permanent=True)


class JobCancelled(Exception):
    """Raised inside a handler after somebody cancelled its job; let it pass."""


class LeaseLost(Exception):
    """Raised inside a handler whose job was given to another worker: it may change nothing any more."""
