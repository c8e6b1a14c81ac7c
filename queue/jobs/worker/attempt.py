"""Run one claimed job and say how it ended."""

import random
import traceback
from typing import Any

import structlog
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection, transaction
from psycopg.pq import TransactionStatus

from jobs.context import JobContext
from jobs.errors import BatchCancelled, JobCancelled, JobFailed, LeaseLost, UnknownKind
from jobs.models import Attempt, Job
from jobs.registry import Handler, handler_of
from jobs.rules.backoff import Backoff
from jobs.rules.states import JobState
from jobs.services.settle import Ended, settle
from jobs.worker.database import leave_broken_connection
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.observers import Attribute, is_traced, report, span
from project.ops.audit.authors import Author, authored

log = structlog.get_logger(__name__)

LONGEST_TRACE = 20_000
SENTENCE = "Something went wrong while doing this."


def run(context: JobContext) -> Ended | None:
    """Run the handler; the end to settle, or None when it is settled already or no longer ours to settle.

    Writes of an atomic handler and its completion share one commit. Whatever a handler raises ends in a state.
    """
    if not is_traced():
        return _run(context)
    request_id = context.job.request_id
    named: dict[str, Attribute] = {
        "daimon.job.id": str(context.id),
        "daimon.job.attempt": context.attempt,
        "daimon.request_id": request_id,
    }
    with span(f"job {context.kind}", kind="consumer", request_id=request_id, attributes=named) as whole:
        ended = _run(context)
        whole.note("daimon.job.outcome", ended.state if ended else "")
        return ended


def _run(context: JobContext) -> Ended | None:
    try:
        handler = handler_of(context.kind)
        payload = handler.payload.loaded(context.claimed.payload)
        if handler.policy.is_atomic:
            return _run_atomic(context, handler, payload)
        with authored(lambda: _author(context)):
            result = handler.work(context, payload)
        return None if context.is_complete else context.success(result)
    except LeaseLost:
        log.warning("job_fenced_off", job=str(context.id), kind=context.kind, fence=context.attempt)
        return None
    except (JobCancelled, BatchCancelled):
        return _end(context, JobState.CANCELLED, Attempt.Outcome.CANCELLED, code="cancelled", error="Cancelled.")
    except (InterfaceError, OperationalError) as error:
        leave_broken_connection()
        return _failure(context, error)
    except Exception as error:  # noqa: BLE001 - a handler may raise anything, and every job must end in a state
        return _failure(context, error)


def _author(context: JobContext) -> Author:
    """Whose job it is, for the history of the rows it writes."""
    job = context.job
    return Author(id=job.owner_id, name="", door="job", why=job.kind, request_id=job.request_id)


def _run_atomic(context: JobContext, handler: Handler, payload: Any) -> Ended | None:
    with authored(lambda: _author(context)), transaction.atomic():
        result = handler.work(context, payload)
        if context.is_complete:
            return None
        success = context.success(result)
        if not _has_written():
            return success  # nothing to commit together with: it is settled with its batch
        if not settle([success]):
            raise LeaseLost
    context.is_complete = True
    return None


def _has_written() -> bool:
    """Whether the handler talked to the database in its transaction."""
    raw = connection.connection
    return raw is not None and raw.info.transaction_status != TransactionStatus.IDLE


def _failure(context: JobContext, error: Exception) -> Ended:
    code, sentence, is_permanent = _explained(context, error)
    trace = traceback.format_exc()[-LONGEST_TRACE:].replace("\x00", "")
    failures = context.claimed.failures + 1
    if context.is_cancelled:
        return _end(
            context, JobState.CANCELLED, Attempt.Outcome.CANCELLED, code="cancelled", error="Cancelled.", trace=trace
        )
    if is_permanent or failures >= context.claimed.max_failures:
        request_id = Job.objects.filter(pk=context.id).values_list("request_id", flat=True).first()
        log.warning(
            "job_failed", job=str(context.id), kind=context.kind, code=code, request_id=request_id or "", exc_info=error
        )
        if not isinstance(error, DaimonError):
            report(error)
        return _end(
            context, JobState.FAILED, Attempt.Outcome.FAILED, code=code, error=sentence, trace=trace, failures=1
        )
    wait = _backoff(context.kind).after(failures, chance=random.random()).total_seconds()  # noqa: S311 - spreads retries
    return _end(
        context,
        JobState.RETRYING,
        Attempt.Outcome.FAILED,
        code=code,
        error=sentence,
        trace=trace,
        failures=1,
        wait=wait,
    )


def _explained(context: JobContext, error: Exception) -> tuple[str, str, bool]:
    """The code and sentence for the person, and whether trying again is pointless."""
    if isinstance(error, JobFailed):
        return error.code, error.message, error.is_permanent
    if isinstance(error, DaimonError):
        return error.code, error.message, error.status < 500 and not isinstance(error, UnknownKind)
    try:
        permanent = handler_of(context.kind).permanent
    except UnknownKind:
        permanent = ()
    if isinstance(error, DatabaseError) and isinstance(error, OperationalError | InterfaceError):
        return "database_away", "The database was away for a moment.", False
    return "unexpected", SENTENCE, isinstance(error, permanent)


def _backoff(kind: str) -> Backoff:
    try:
        return handler_of(kind).policy.backoff
    except UnknownKind:
        return Backoff(first=30)


def _end(context: JobContext, state: str, outcome: str, *, code: str, error: str, **more: Any) -> Ended:
    return Ended(
        id=context.claimed.id,
        fence=context.claimed.fence,
        state=state,
        outcome=outcome,
        worker=context.worker,
        started_at=context.begun_at,
        finished_at=now(),
        error_code=code[:60],
        error=error[:500].replace("\x00", ""),
        **more,
    )
