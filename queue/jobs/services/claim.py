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

# What it does stands in the migration that makes it: the lane's lock, what is shut, and the claim, without a trip between them.
CLAIM = """
SELECT * FROM queue_claim(%s::text, %s::text, %s::int, %s::interval, %s::text[], %s::int[], %s::int)
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


@dataclass(frozen=True)
class Turn:
    """What one turn over brought: the ended jobs that were still this worker's, the claimed ones most urgent first, and
    whether more waits than was asked for."""

    settled: set[UUID]
    claimed: list[Claimed]
    has_more: bool


def turn_over(
    *, lane: str, worker: str, want: int, ended: Sequence[Ended] = (), lease: timedelta | None = None
) -> Turn:
    """Settle ``ended`` and claim up to ``want`` jobs of ``lane`` in one commit.

    A limit per kind or person is never exceeded, and no two workers get one job.
    """
    if not ended:  # one statement needs no transaction around it
        return Turn(set(), *_claim(lane=lane, worker=worker, want=want, lease=lease))
    with transaction.atomic():
        return Turn(settle(ended), *_claim(lane=lane, worker=worker, want=want, lease=lease))


def _claim(*, lane: str, worker: str, want: int, lease: timedelta | None) -> tuple[list[Claimed], bool]:
    limits = running_limits()
    rows = prepared(
        CLAIM,
        [
            lane,
            worker,
            want,
            lease or timedelta(seconds=settings.QUEUE_LEASE_SECONDS),
            list(limits),
            list(limits.values()),
            settings.QUEUE_RUNNING_PER_USER,
        ],
    )
    claimed = sorted(
        (Claimed(*_parsed(row[:-1])) for row in rows), key=lambda each: (each.priority, each.turn, each.id)
    )
    return claimed, bool(rows and rows[0][-1])


def _parsed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Django leaves JSON in raw rows as text."""
    payload = row[4]
    return (*row[:4], json.loads(payload) if isinstance(payload, str) else payload, *row[5:])
