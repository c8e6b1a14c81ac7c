"""Take jobs back from workers that vanished, and let due jobs into their lanes."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from jobs.errors import UnknownKind
from jobs.models import Attempt
from jobs.registry import Policy, handler_of
from jobs.rules.states import JobState
from jobs.services.settle import Ended, drop_followers, settle
from jobs.services.wake import tell_after_commit, wake_after_commit
from jobs.sql import prepared
from project.lib.clock import now

AT_ONCE = 500
SILENT = "state = 'running' AND held_until < clock_timestamp()"
HELD = "state = 'running' AND held_by = ANY(%(workers)s)"
TAKE = """
SELECT id, kind, fence, held_by, crashes, started_at, cancel_requested_at IS NOT NULL
FROM queue_job WHERE {which} ORDER BY held_until LIMIT 500 FOR UPDATE SKIP LOCKED
"""
EXTEND = """
UPDATE queue_job SET held_until = clock_timestamp() + %s::interval WHERE state = 'running' AND held_by = ANY(%s::text[])
"""
GIVE_BACK = """
UPDATE queue_job j SET state = CASE WHEN j.cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
    held_by = '', held_until = NULL, started_at = NULL,
    finished_at = CASE WHEN j.cancel_requested_at IS NOT NULL THEN clock_timestamp() END,
    error_code = CASE WHEN j.cancel_requested_at IS NULL THEN j.error_code ELSE 'cancelled' END,
    error = CASE WHEN j.cancel_requested_at IS NULL THEN j.error ELSE 'Cancelled.' END
FROM unnest(%s::uuid[], %s::int[]) AS mine(id, fence)
WHERE j.id = mine.id AND j.fence = mine.fence AND j.state = 'running'
RETURNING j.id, j.state, j.lane, j.owner_id
"""
PROMOTE = """
WITH due AS (
    SELECT id FROM queue_job j WHERE state IN ('scheduled', 'retrying') AND run_at <= clock_timestamp()
        AND (after_id IS NULL OR EXISTS (SELECT 1 FROM queue_job p WHERE p.id = j.after_id AND p.state = 'succeeded'))
    ORDER BY run_at LIMIT 500 FOR UPDATE SKIP LOCKED
)
UPDATE queue_job j SET state = 'queued', turn = greatest(j.turn, 1 + coalesce(
    (SELECT l.turn FROM queue_lanelevel l WHERE l.lane = j.lane AND l.priority = j.priority), 0))
FROM due WHERE j.id = due.id RETURNING j.lane
"""


def extend_leases(workers: Sequence[str]) -> None:
    """Heartbeat: the jobs these workers hold stay theirs for another lease."""
    prepared(EXTEND, [timedelta(seconds=settings.QUEUE_LEASE_SECONDS), list(workers)])


def reap() -> int:
    """Take back every job whose lease ran out; returns how many."""
    return _take_back(SILENT, {}, outcome=Attempt.Outcome.CRASHED)


def release_dead(workers: Sequence[str]) -> int:
    """Take back what these workers held, known to be gone, without waiting for their leases."""
    return _take_back(HELD, {"workers": list(workers)}, outcome=Attempt.Outcome.CRASHED) if workers else 0


def give_back(jobs: Sequence[tuple[UUID, int]]) -> None:
    """Return claimed jobs that were never started (id and fence); nothing is charged to them.

    Those that somebody cancelled in the meantime end here.
    """
    if not jobs:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [[pk for pk, _ in jobs], [fence for _, fence in jobs]])
        rows = cursor.fetchall()
        for lane in {lane for _, state, lane, _ in rows if state == JobState.QUEUED}:
            wake_after_commit(lane)
        drop_followers([pk for pk, state, _, _ in rows if state == JobState.CANCELLED])
        tell_after_commit(owner for _, _, _, owner in rows)


def promote() -> int:
    """Let scheduled and retrying jobs whose time has come into their lanes; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PROMOTE)
        lanes = [row[0] for row in cursor.fetchall()]
        for lane in set(lanes):
            wake_after_commit(lane)
    return len(lanes)


def _take_back(which: str, values: dict[str, list[str]], *, outcome: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE.format(which=which), values)
        rows = cursor.fetchall()
        at = now()
        ended = []
        for pk, kind, fence, worker, crashes, started_at, is_cancelled in rows:
            state, wait, code, sentence = _fate(kind, crashes + 1, is_cancelled=is_cancelled)
            ended.append(
                Ended(
                    id=pk,
                    fence=fence,
                    state=state,
                    outcome=outcome,
                    worker=worker,
                    started_at=started_at,
                    finished_at=max(at, started_at),
                    error_code=code,
                    error=sentence,
                    wait=wait,
                    crashes=1,
                )
            )
        return len(settle(ended))


def _fate(kind: str, crashes: int, *, is_cancelled: bool) -> tuple[str, float, str, str]:
    """What becomes of a job whose worker vanished for the ``crashes``-th time."""
    policy = _policy(kind)
    if is_cancelled:
        return JobState.CANCELLED, 0.0, "cancelled", "Cancelled."
    if crashes >= policy.max_crashes:
        return (
            JobState.DEAD,
            0.0,
            "worker_crashed",
            "This stopped its worker several times, so it was taken out of the queue.",
        )
    if crashes == 1:
        return JobState.QUEUED, 0.0, "", ""
    wait = policy.backoff.after(crashes - 1, chance=random.random()).total_seconds()  # noqa: S311 - spreads retries
    return JobState.RETRYING, wait, "worker_crashed", "The worker stopped unexpectedly. This will be tried again."


def _policy(kind: str) -> Policy:
    try:
        return handler_of(kind).policy
    except UnknownKind:
        return Policy()
