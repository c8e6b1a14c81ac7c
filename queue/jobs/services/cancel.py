"""Cancel jobs: waiting ones at once, running ones as soon as their handler looks, or by force after a while."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from jobs.errors import NotCancellable
from jobs.models import Batch, Job, JobEvent
from jobs.registry import kinds
from jobs.rules.states import LIVE, WAITING, JobState
from jobs.services.settle import drop_followers
from jobs.services.wake import tell_after_commit

AT_ONCE = 1000
CHILDREN = """
WITH RECURSIVE family AS (
    SELECT unnest(%s::uuid[]) AS id UNION SELECT j.id FROM queue_job j JOIN family ON j.parent_id = family.id
) SELECT id FROM family
"""


def cancel(job: Job, *, at: datetime) -> Job:
    """Cancel a job and its children; NotCancellable when it is finished already."""
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, state__in=LIVE).exists():
            raise NotCancellable
        cancel_many([job.pk], at=at)
    job.refresh_from_db()
    return job


def cancel_batch(batch: Batch, *, at: datetime) -> int:
    """Cancel whatever of a batch is not finished, and let nothing more be added; returns how many jobs that touched.

    The mark is committed first: who adds jobs holds the batch, who works on one holds the job, in either order. Should this
    process end between the two commits, a steward goes on with ``finish_cancelled_batches``.
    """
    Batch.objects.filter(pk=batch.pk).update(cancel_requested_at=Coalesce(F("cancel_requested_at"), Value(at)))
    return cancel_many(list(Job.objects.filter(batch=batch, state__in=LIVE).values_list("pk", flat=True)), at=at)


def finish_cancelled_batches(*, at: datetime) -> int:
    """Cancel what is left in batches whose cancelling was cut short; returns how many jobs that touched."""
    left = Job.objects.filter(state__in=LIVE, batch__cancel_requested_at__isnull=False, cancel_requested_at=None)
    ids = list(left.exclude(events__kind="retried_by_hand").values_list("pk", flat=True)[:AT_ONCE])
    return cancel_many(ids, at=at) if ids else 0


def cancel_many(ids: Sequence[UUID], *, at: datetime) -> int:
    """Cancel these jobs and their children where they are not finished; returns how many were touched."""
    with transaction.atomic():
        family = _family(ids)
        # Running first: a job that is claimed between the two statements is then caught by neither, so look at it again.
        wished = _wish(family, at)
        stopped = _stop(family, at)
        wished += _wish(family, at)
        drop_followers(stopped)
        touched = [*stopped, *wished]
        tell_after_commit(Job.objects.filter(pk__in=touched).values_list("owner_id", flat=True).distinct())
        JobEvent.objects.bulk_create([JobEvent(job_id=pk, kind="cancel_requested", at=at) for pk in touched])
    return len(touched)


def _family(ids: Sequence[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(CHILDREN, [list(ids)])
        return [row[0] for row in cursor.fetchall()]


def _stop(ids: Sequence[UUID], at: datetime) -> list[UUID]:
    rows = Job.objects.select_for_update(no_key=True).filter(pk__in=ids, state__in=WAITING).order_by("pk")
    waiting = list(rows.values_list("pk", "kind", "payload"))
    found = [pk for pk, _, _ in waiting]
    Job.objects.filter(pk__in=found).update(
        state=JobState.CANCELLED, finished_at=at, cancel_requested_at=at, error_code="cancelled", error="Cancelled."
    )
    known = kinds()
    for _, kind, payload in waiting:
        handler = known.get(kind)
        if handler is not None and handler.dropped is not None:
            handler.dropped(handler.payload.loaded(payload))
    return found


def _wish(ids: Sequence[UUID], at: datetime) -> list[UUID]:
    running = Job.objects.select_for_update(no_key=True).filter(
        pk__in=ids, state=JobState.RUNNING, cancel_requested_at__isnull=True
    )
    found = list(running.order_by("pk").values_list("pk", flat=True))
    Job.objects.filter(pk__in=found).update(cancel_requested_at=at)
    return found
