"""Take jobs off a lane: what ended before is settled and what comes next is claimed in one commit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jobs.registry import running_limits
from jobs.services.settle import Ended, settle
from jobs.sql import prepared

# Limits hold strictly, so claims of one lane that must count go one after the other. The plans of what follows in this
# transaction are kept for the connection's life: made on a table that was small, they must still suit one that grew.
LOCK = """
SELECT pg_advisory_xact_lock(1903522145, hashtext(%s::text)), set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
"""
CLAIM = """
WITH level AS MATERIALIZED (
    SELECT p.priority::int2 AS priority, CASE WHEN %(is_thorough)s::bool THEN 0 ELSE coalesce(l.turn, 0) END AS turn
    FROM generate_series(0, 9) AS p(priority) LEFT JOIN queue_lanelevel l ON l.lane = %(lane)s::text AND l.priority = p.priority
    ORDER BY p.priority
), kind_room AS MATERIALIZED (
    SELECT limits.kind, limits.most - (SELECT count(*) FROM queue_job r WHERE r.state = 'running' AND r.kind = limits.kind) AS room
    FROM unnest(%(kinds)s::text[], %(mosts)s::int[]) AS limits(kind, most)
), owner_room AS MATERIALIZED (
    SELECT owner_id, %(owner_most)s::int8 - count(*) AS room FROM queue_job
    WHERE state = 'running' AND lane = %(lane)s::text AND owner_id IS NOT NULL GROUP BY owner_id
), shut AS MATERIALIZED (
    SELECT array(SELECT kind FROM queue_kindpause UNION ALL SELECT kind FROM kind_room WHERE room <= 0) AS kinds,
           array(SELECT owner_id FROM owner_room WHERE room <= 0) AS owners
), candidate AS MATERIALIZED (
    SELECT next.* FROM level CROSS JOIN LATERAL (
        SELECT j.id, j.kind, j.owner_id, j.priority, j.turn FROM queue_job j
        WHERE j.state = 'queued' AND j.lane = %(lane)s::text AND j.priority = level.priority AND j.turn >= level.turn
            AND j.kind <> ALL((SELECT kinds FROM shut)::text[])
            AND (j.owner_id IS NULL OR j.owner_id <> ALL((SELECT owners FROM shut)::uuid[]))
        ORDER BY j.turn, j.id LIMIT %(want)s::int8 FOR UPDATE OF j SKIP LOCKED
    ) AS next LIMIT %(want)s::int8
), ranked AS (
    SELECT id, kind, owner_id, row_number() OVER (PARTITION BY kind ORDER BY priority, turn, id) AS of_kind,
        row_number() OVER (PARTITION BY owner_id ORDER BY priority, turn, id) AS of_owner FROM candidate
), chosen AS MATERIALIZED (
    SELECT ranked.id FROM ranked LEFT JOIN kind_room USING (kind) LEFT JOIN owner_room USING (owner_id)
    WHERE of_kind <= coalesce(kind_room.room, of_kind)
        AND (ranked.owner_id IS NULL OR of_owner <= coalesce(owner_room.room, %(owner_most)s::int8))
)
UPDATE queue_job j SET state = 'running', fence = j.fence + 1, held_by = %(worker)s::text,
    held_until = clock_timestamp() + %(lease)s::interval, started_at = clock_timestamp(), progress = 0, progress_message = ''
FROM chosen WHERE j.id = chosen.id
RETURNING j.priority, j.turn, j.id, j.kind, j.payload, j.fence, j.owner_id, j.failures, j.crashes, j.max_failures,
    j.batch_id, j.lane, j.idempotency_key, j.started_at
"""


@dataclass(frozen=True)
class Claimed:
    """A job in a worker's hand."""

    priority: int
    turn: int
    id: UUID
    kind: str
    payload: dict[str, Any]
    fence: int
    owner_id: UUID | None
    failures: int
    crashes: int
    max_failures: int
    batch_id: UUID | None
    lane: str
    idempotency_key: str | None
    started_at: datetime


def turn_over(
    *, lane: str, worker: str, want: int, ended: Sequence[Ended] = (), lease: timedelta | None = None
) -> tuple[set[UUID], list[Claimed]]:
    """Settle ``ended`` and claim up to ``want`` jobs of ``lane`` in one commit.

    Returns the ended jobs that were still this worker's, and the claimed ones, most urgent first. A limit per kind or
    person is never exceeded, and no two workers get one job.
    """
    with transaction.atomic():
        prepared(LOCK, [lane])
        settled = settle(ended)
        return settled, _claim(lane=lane, worker=worker, want=want, lease=lease)


def _claim(*, lane: str, worker: str, want: int, lease: timedelta | None) -> list[Claimed]:
    limits = running_limits()
    values = {
        "lane": lane,
        "worker": worker,
        "want": want,
        "lease": lease or timedelta(seconds=settings.QUEUE_LEASE_SECONDS),
        "kinds": list(limits),
        "mosts": list(limits.values()),
        "owner_most": settings.QUEUE_RUNNING_PER_USER,
    }
    for is_thorough in (False, True):
        if rows := prepared(CLAIM, {**values, "is_thorough": is_thorough}):
            return sorted(
                (Claimed(*_parsed(row)) for row in rows), key=lambda each: (each.priority, each.turn, each.id)
            )
    return []


def _parsed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Django leaves JSON in raw rows as text."""
    payload = row[4]
    return (*row[:4], json.loads(payload) if isinstance(payload, str) else payload, *row[5:])
