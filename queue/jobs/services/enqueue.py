"""Ask for a job: one call inside the caller's transaction; a worker is woken when that commits."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from jobs.errors import BatchCancelled, JobNotFound, KeyTaken, PayloadRefused
from jobs.models import Batch, Job
from jobs.payloads import PayloadEncoder
from jobs.registry import Handler, handler_of
from jobs.rules.lanes import LEAST_URGENT
from jobs.rules.states import FINISHED, JobState
from jobs.services.insert import insert
from jobs.services.wake import tell_after_commit, wake_after_commit
from jobs.sql import prepared
from project.lib.ids import uuid7

# Held until the caller's commit: whoever cancels the batch waits for it, and then finds these jobs too.
JOIN_BATCH = "SELECT cancel_requested_at IS NOT NULL FROM queue_batch WHERE id = %s FOR SHARE"


def enqueue(
    kind: str,
    payload: Any = None,
    *,
    owner: Any = None,
    key: str | None = None,
    title: str = "",
    lane: str | None = None,
    priority: int | None = None,
    run_at: datetime | None = None,
    parent: Job | None = None,
    batch: Batch | None = None,
    after: Job | None = None,
) -> Job:
    """Return the new job, or the one that already bears ``key`` with the same payload.

    Raises UnknownKind, PayloadRefused, KeyTaken when the key belongs to another payload, or BatchCancelled. Nothing is sent before the
    caller's transaction commits, and a broker that is away is not noticed here.
    """
    return enqueue_many(
        kind,
        [payload],
        owner=owner,
        keys=[key],
        title=title,
        lane=lane,
        priority=priority,
        run_at=run_at,
        parent=parent,
        batch=batch,
        after=after,
    )[0]


def enqueue_many(
    kind: str,
    payloads: Iterable[Any],
    *,
    owner: Any = None,
    keys: Sequence[str | None] | None = None,
    title: str = "",
    lane: str | None = None,
    priority: int | None = None,
    run_at: datetime | None = None,
    parent: Job | None = None,
    batch: Batch | None = None,
    after: Job | None = None,
) -> list[Job]:
    """Like ``enqueue`` for many payloads of one kind, in one statement and all or none."""
    handler = handler_of(kind)
    checked = [_checked(handler, payload) for payload in payloads]
    names = list(keys) if keys is not None else [None] * len(checked)
    if len(names) != len(checked):
        raise ValueError("There must be one key per payload.")
    shared = {
        "kind": kind,
        "title": (title or handler.title)[:160],
        "owner_id": owner.pk if owner is not None else None,
        "lane": _lane(handler, lane),
        "priority": _priority(handler, priority),
        "max_failures": handler.policy.max_failures,
        "parent_id": parent.pk if parent is not None else None,
        "batch_id": batch.pk if batch is not None else None,
        "after_id": after.pk if after is not None else None,
    }
    drafts = [
        Job(id=uuid7(), payload=data, idempotency_key=key, **shared) for data, key in zip(checked, names, strict=True)
    ]
    if after is None and batch is None:  # one statement needs no transaction around it
        return _stored(drafts, state=JobState.QUEUED if run_at is None else JobState.SCHEDULED, run_at=run_at)
    with transaction.atomic():
        if batch is not None:
            _join(batch)
        must_wait = (after is not None and _must_wait_for(after)) or run_at is not None
        return _stored(drafts, state=JobState.SCHEDULED if must_wait else JobState.QUEUED, run_at=run_at)


def enqueue_chain(steps: Sequence[tuple[str, Any]], *, owner: Any = None, batch: Batch | None = None) -> list[Job]:
    """Jobs that run one after the other; when one does not succeed, those behind it are cancelled."""
    made: list[Job] = []
    with transaction.atomic():
        for kind, payload in steps:
            made.append(enqueue(kind, payload, owner=owner, batch=batch, after=made[-1] if made else None))
    return made


def open_batch(*, title: str, owner: Any = None, expected: int = 0) -> Batch:
    """A batch that jobs can be put into; its progress is the share of them that is finished."""
    return Batch.objects.create(title=title[:160], owner=owner, expected=expected)


def _checked(handler: Handler, payload: Any) -> dict[str, Any]:
    data = handler.payload.checked(payload)
    text = json.dumps(data, cls=PayloadEncoder)
    if len(text) > settings.QUEUE_PAYLOAD_BYTES:
        raise PayloadRefused(fields={"payload": [f"Must not exceed {settings.QUEUE_PAYLOAD_BYTES} bytes."]})
    if "\\u0000" in text:
        raise PayloadRefused(fields={"payload": ["Must not contain U+0000."]})
    return data


def _lane(handler: Handler, lane: str | None) -> str:
    if lane is not None and lane != handler.policy.lane and handler.policy.most_running is not None:
        raise ValueError(f"{handler.kind} has a running limit and stays in its own lane.")
    return str(lane or handler.policy.lane)


def _priority(handler: Handler, priority: int | None) -> int:
    chosen = handler.policy.priority if priority is None else priority
    if not 0 <= chosen <= LEAST_URGENT:
        raise PayloadRefused(fields={"priority": [f"Expected 0 to {LEAST_URGENT}."]})
    return chosen


def _join(batch: Batch) -> None:
    rows = prepared(JOIN_BATCH, [batch.pk])
    if not rows:
        raise JobNotFound("There is no such batch.")
    if rows[0][0]:
        raise BatchCancelled


def _must_wait_for(after: Job) -> bool:
    """Whether the job before has not succeeded yet; its row stays locked, so it cannot finish unnoticed."""
    state = Job.objects.select_for_update(no_key=True).filter(pk=after.pk).values_list("state", flat=True).first()
    if state is None or (state in FINISHED and state != JobState.SUCCEEDED):
        raise JobNotFound("The job before this one did not succeed.")
    return state != JobState.SUCCEEDED


def _stored(drafts: list[Job], *, state: str, run_at: datetime | None) -> list[Job]:
    if not drafts:
        return []
    inserted = insert(drafts, state=state, run_at=run_at)
    if state == JobState.QUEUED and inserted:
        wake_after_commit(drafts[0].lane)
        tell_after_commit([drafts[0].owner_id])
    for draft in drafts:
        if draft.pk in inserted:
            draft.state = state
            draft.turn, draft.run_at, draft.created_at = inserted[draft.pk]
            draft._state.adding, draft._state.db = False, "default"
    return [draft if draft.pk in inserted else _bearer_of_key(draft) for draft in drafts]


def _bearer_of_key(draft: Job) -> Job:
    known = Job.objects.get(kind=draft.kind, idempotency_key=draft.idempotency_key)
    if known.payload != json.loads(json.dumps(draft.payload, cls=PayloadEncoder)) or known.owner_id != draft.owner_id:
        raise KeyTaken
    return known
