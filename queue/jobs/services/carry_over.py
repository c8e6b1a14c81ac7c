"""Take over jobs that another system kept: ended ones as history, waiting ones held back until everything is there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from jobs.errors import JobsAtWork
from jobs.models import Attempt, Job
from jobs.payloads import PayloadEncoder
from jobs.registry import handler_of
from jobs.rules.states import JobState
from jobs.services.wake import tell_after_commit, wake_after_commit
from jobs.sql import prepared

# A time that never comes: held jobs are let go by their id and not by the clock.
NEVER = datetime(9998, 1, 1, tzinfo=UTC)
WORKER = "carried over"
LET_GO = """
WITH held AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM queue_job
    WHERE id = ANY(%(ids)s::uuid[]) AND state = 'scheduled' AND run_at = %(never)s
), base AS (
    SELECT greatest(
        coalesce((SELECT turn FROM queue_lanelevel WHERE lane = %(lane)s::text AND priority = %(priority)s::int2), 0),
        coalesce((SELECT max(turn) FROM queue_job WHERE state = 'queued' AND lane = %(lane)s::text
            AND priority = %(priority)s::int2 AND owner_id = %(owner)s::uuid), 0)) AS turn
)
UPDATE queue_job j SET state = 'queued', run_at = clock_timestamp(), turn = base.turn + held.place
FROM held, base WHERE j.id = held.id AND j.state = 'scheduled' RETURNING j.id
"""

FAMILY = """
WITH RECURSIVE family AS (
    SELECT unnest(%s::uuid[]) AS id
    UNION SELECT j.id FROM queue_job j JOIN family ON j.parent_id = family.id OR j.after_id = family.id
) SELECT id FROM family
"""
# Past the models: their deletion would load every row of thousands, one signal each.
DELETES = (
    "DELETE FROM queue_jobevent WHERE job_id = ANY(%s)",
    "DELETE FROM queue_attempt WHERE job_id = ANY(%s)",
    "DELETE FROM queue_job WHERE id = ANY(%s)",
)


@dataclass(frozen=True)
class Carried:
    """A job of the other system. Its id is made by the caller, who can thus carry it over twice without harm."""

    id: UUID
    key: str
    title: str
    payload: Any
    created_at: datetime
    state: JobState = JobState.SCHEDULED
    progress: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error_code: str = ""
    error: str = ""
    trace: str = ""

    @property
    def is_past(self) -> bool:
        """Whether it has ended."""
        return self.state in (JobState.SUCCEEDED, JobState.FAILED)


def carry_over(kind: str, carried: Sequence[Carried], *, owner: Any) -> set[UUID]:
    """The ids of those that were not here yet; ended ones keep their times and get one attempt, the others are held."""
    handler = handler_of(kind)
    drafts = [
        Job(
            id=each.id,
            kind=kind,
            title=each.title[:160],
            payload=json.loads(json.dumps(handler.payload.checked(each.payload), cls=PayloadEncoder)),
            owner=owner,
            state=each.state,
            lane=handler.policy.lane,
            priority=handler.policy.priority,
            run_at=each.created_at if each.is_past else NEVER,
            idempotency_key=each.key,
            max_failures=handler.policy.max_failures,
            failures=1 if each.state == JobState.FAILED else 0,
            fence=1 if each.is_past else 0,
            progress=each.progress,
            error_code=each.error_code,
            error=each.error,
            created_at=each.created_at,
            started_at=each.started_at,
            finished_at=each.finished_at,
        )
        for each in carried
    ]
    with transaction.atomic():
        ids = [draft.pk for draft in drafts]
        keys = [draft.idempotency_key for draft in drafts]
        known = set(Job.objects.filter(pk__in=ids).values_list("pk", flat=True))
        taken = set(Job.objects.filter(kind=kind, idempotency_key__in=keys).values_list("idempotency_key", flat=True))
        new = [draft for draft in drafts if draft.pk not in known and draft.idempotency_key not in taken]
        Job.objects.bulk_create(new)
        made = {draft.pk for draft in new}
        Attempt.objects.bulk_create(_attempt(each) for each in carried if each.is_past and each.id in made)
        tell_after_commit([owner.pk if owner is not None else None])
    return made


def let_go(kind: str, ids: Sequence[UUID], *, owner: Any) -> int:
    """Let held jobs into their lane, in the order they were asked for; returns how many."""
    policy = handler_of(kind).policy
    owner_id = owner.pk if owner is not None else None
    values = {
        "ids": list(ids),
        "never": NEVER,
        "lane": str(policy.lane),
        "priority": policy.priority,
        "owner": owner_id,
    }
    with transaction.atomic():
        freed = prepared(LET_GO, values)
        if freed:
            wake_after_commit(str(policy.lane))
            tell_after_commit([owner_id])
    return len(freed)


def take_back(ids: Sequence[UUID]) -> int:
    """Delete carried jobs with all that belongs to them; JobsAtWork while a worker has one. Returns how many."""
    with transaction.atomic():
        family = [row[0] for row in prepared(FAMILY, [list(ids)])]
        rows = Job.objects.select_for_update().filter(pk__in=family).order_by("pk").values_list("state", "owner_id")
        found = list(rows)
        running = sum(1 for state, _ in found if state == JobState.RUNNING)
        if running:
            raise JobsAtWork(f"{running} of these jobs are running. Cancel them or wait for their end.")
        with connection.cursor() as cursor:
            for statement in DELETES:
                cursor.execute(statement, [family])
        tell_after_commit({owner for _, owner in found})
    return len(found)


def _attempt(each: Carried) -> Attempt:
    assert each.finished_at is not None
    return Attempt(
        job_id=each.id,
        number=1,
        outcome=Attempt.Outcome.SUCCEEDED if each.state == JobState.SUCCEEDED else Attempt.Outcome.FAILED,
        worker=WORKER,
        started_at=each.started_at or each.created_at,
        finished_at=each.finished_at,
        error_code=each.error_code,
        error=each.error,
        trace=each.trace,
    )
