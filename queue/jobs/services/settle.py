"""Write down how attempts ended. Only the holder of the present fence can."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from jobs.models import Job
from jobs.payloads import PayloadEncoder
from jobs.rules.states import JobState
from jobs.services.wake import tell_after_commit, wake_after_commit
from jobs.sql import prepared

SETTLE = """
WITH ended AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS e(id uuid, fence int, state text, outcome text, result jsonb, error_code text,
        error text, trace text, wait float, failures int, crashes int, worker text, started_at timestamptz, finished_at timestamptz)
), settled AS (
    UPDATE queue_job j SET
        state = CASE WHEN {is_given_up} THEN 'cancelled' ELSE ended.state END, held_by = '', held_until = NULL, result = ended.result,
        error_code = CASE WHEN {is_given_up} THEN 'cancelled' ELSE ended.error_code END,
        error = CASE WHEN {is_given_up} THEN 'Cancelled.' ELSE ended.error END,
        failures = j.failures + ended.failures, crashes = j.crashes + ended.crashes,
        progress = CASE WHEN ended.state = 'succeeded' THEN 100 ELSE j.progress END,
        run_at = CASE WHEN ended.state = 'retrying' THEN clock_timestamp() + ended.wait * interval '1 second' ELSE j.run_at END,
        started_at = ended.started_at,
        finished_at = CASE WHEN {is_given_up} OR ended.state IN ('succeeded', 'failed', 'cancelled', 'dead') THEN ended.finished_at END
    FROM ended WHERE j.id = ended.id AND j.fence = ended.fence AND j.state = 'running'
    RETURNING j.id, j.owner_id, j.state
)
INSERT INTO queue_attempt (job_id, number, outcome, worker, started_at, finished_at, error_code, error, trace)
SELECT id, fence, outcome, worker, started_at, finished_at, error_code, error, trace FROM ended JOIN settled USING (id)
RETURNING job_id, (SELECT owner_id FROM settled WHERE settled.id = job_id), (SELECT state FROM settled WHERE settled.id = job_id)
""".replace("{is_given_up}", "(ended.state IN ('queued', 'retrying') AND j.cancel_requested_at IS NOT NULL)")
FOLLOW = """
UPDATE queue_job SET state = 'queued' WHERE after_id = ANY(%s::uuid[]) AND state = 'scheduled' AND run_at <= clock_timestamp()
RETURNING lane
"""
DROP = """
WITH RECURSIVE behind AS (
    SELECT id FROM queue_job WHERE after_id = ANY(%s) AND state IN ('scheduled', 'queued', 'retrying')
    UNION SELECT j.id FROM queue_job j JOIN behind ON j.after_id = behind.id WHERE j.state IN ('scheduled', 'queued', 'retrying')
)
UPDATE queue_job j SET state = 'cancelled', finished_at = clock_timestamp(), error_code = 'job_before_failed',
    error = 'The job before this one did not succeed.'
FROM behind WHERE j.id = behind.id
"""


@dataclass(frozen=True)
class Ended:
    """One attempt that ended, and what becomes of its job."""

    id: UUID
    fence: int
    state: str
    outcome: str
    worker: str
    started_at: datetime
    finished_at: datetime
    result: Any = None
    error_code: str = ""
    error: str = ""
    trace: str = ""
    wait: float = 0.0
    failures: int = 0
    crashes: int = 0


def settle(ended: Sequence[Ended]) -> set[UUID]:
    """Record the ends in one transaction; returns the jobs whose holder was still the present one.

    For the others nothing is changed: somebody else has them. What would be tried again although somebody cancelled it ends.
    """
    if not ended:
        return set()
    with transaction.atomic():
        rows = prepared(SETTLE, [json.dumps([asdict(each) for each in ended], cls=PayloadEncoder)])
        tell_after_commit(row[1] for row in rows)
        became = {pk: state for pk, _, state in rows}
        follow([pk for pk, state in became.items() if state == JobState.SUCCEEDED])
        drop_followers(
            [pk for pk, state in became.items() if state in {JobState.FAILED, JobState.DEAD, JobState.CANCELLED}]
        )
        if requeued := [pk for pk, state in became.items() if state == JobState.QUEUED]:
            for lane in set(Job.objects.filter(pk__in=requeued).values_list("lane", flat=True)):
                wake_after_commit(lane)
    return set(became)


def follow(succeeded: Sequence[UUID]) -> None:
    """Let the jobs behind these start."""
    if not succeeded:
        return
    for lane in {row[0] for row in prepared(FOLLOW, [list(succeeded)])}:
        wake_after_commit(lane)


def drop_followers(stopped: Sequence[UUID]) -> None:
    """Cancel the jobs behind these, and those behind them."""
    if not stopped:
        return
    with connection.cursor() as cursor:
        cursor.execute(DROP, [list(stopped)])
