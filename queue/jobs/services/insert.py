"""Write new jobs down, with their turns, in one statement."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from jobs.models import Job
from jobs.payloads import PayloadEncoder
from jobs.sql import prepared

# The order names the owner too: without it PostgreSQL would read all rows of "owner IS NULL" instead of the index's last one.
# A turn is one more than the person's last waiting one, and never before the lane's present turn: shares are fair from now on.
LEVEL = """
SELECT coalesce((SELECT turn FROM queue_lanelevel WHERE lane = %(lane)s::text AND priority = %(priority)s::int2), 0) AS turn
"""
BASE = """
greatest(level.turn, coalesce((
    SELECT j.turn FROM queue_job j
    WHERE j.state = 'queued' AND j.lane = %(lane)s::text AND j.priority = %(priority)s::int2 AND {owner} AND j.turn >= level.turn
    ORDER BY j.owner_id DESC, j.turn DESC LIMIT 1
), 0))
"""
INTO = """
INSERT INTO queue_job (id, kind, title, payload, owner_id, state, lane, priority, turn, run_at, idempotency_key,
    max_failures, failures, crashes, fence, held_by, progress, progress_message, error_code, error,
    parent_id, batch_id, after_id, request_id, created_at)
SELECT {id}, %(kind)s::text, %(title)s::text, {payload}, %(owner)s::uuid, %(state)s::text, %(lane)s::text,
    %(priority)s::int2, {turn}, coalesce(%(run_at)s::timestamptz, clock_timestamp()), {key},
    %(max_failures)s::int2, 0, 0, 0, '', 0, '', '', '', %(parent)s::uuid, %(batch)s::uuid, %(after)s::uuid, %(request)s::text,
    clock_timestamp()
FROM {rows}
ON CONFLICT (kind, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
RETURNING id, turn, run_at, created_at
"""
# One job, the usual case, is a plainer statement: starting the other one takes PostgreSQL longer than running it.
ONE = INTO.format(
    id="%(id)s::uuid",
    payload="%(payload)s::jsonb",
    key="%(key)s::text",
    turn="1 + " + BASE,
    rows="(" + LEVEL + " OFFSET 0) AS level",
)
WITH = "WITH level AS ({level}), base AS (SELECT {base} AS turn FROM level)"
MANY = (WITH + INTO).format(
    level=LEVEL,
    base=BASE,
    id="item.id",
    payload="item.payload",
    key="item.key",
    turn="base.turn + item.place",
    rows="base, unnest(%(ids)s::uuid[], %(payloads)s::jsonb[], %(keys)s::text[])"
    " WITH ORDINALITY AS item(id, payload, key, place)",
)
OF_NOBODY, OF_OWNER = "j.owner_id IS NULL", "j.owner_id = %(owner)s::uuid"
ONE_OWNERLESS, ONE_OWNED = ONE.format(owner=OF_NOBODY), ONE.format(owner=OF_OWNER)
MANY_OWNERLESS, MANY_OWNED = MANY.format(owner=OF_NOBODY), MANY.format(owner=OF_OWNER)


def insert(drafts: list[Job], *, state: str, run_at: datetime | None) -> dict[UUID, tuple[int, datetime, datetime]]:
    """The turn, the due time and the time of making of each draft that was new; the others' keys are taken.

    All drafts are of one kind, owner, lane and priority.
    """
    first = drafts[0]
    values: dict[str, Any] = {
        "kind": first.kind,
        "title": first.title,
        "owner": first.owner_id,
        "state": state,
        "lane": first.lane,
        "priority": first.priority,
        "run_at": run_at,
        "max_failures": first.max_failures,
        "parent": first.parent_id,
        "batch": first.batch_id,
        "after": first.after_id,
        "request": str(structlog.contextvars.get_contextvars().get("request_id", ""))[:128],
    }
    if len(drafts) == 1:
        values |= {
            "id": first.pk,
            "payload": json.dumps(first.payload, cls=PayloadEncoder),
            "key": first.idempotency_key,
        }
        statement = ONE_OWNERLESS if first.owner_id is None else ONE_OWNED
    else:
        values |= {
            "ids": [draft.pk for draft in drafts],
            "payloads": [json.dumps(draft.payload, cls=PayloadEncoder) for draft in drafts],
            "keys": [draft.idempotency_key for draft in drafts],
        }
        statement = MANY_OWNERLESS if first.owner_id is None else MANY_OWNED
    return {pk: (turn, due, made) for pk, turn, due, made in prepared(statement, values)}
