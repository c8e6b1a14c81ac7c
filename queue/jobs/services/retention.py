"""Forget finished jobs after a while, attempts and events with them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from jobs.models import Batch, Job
from jobs.registry import kinds
from jobs.rules.states import LIVE

AT_ONCE = 1000


def forget_finished(*, at: datetime, most: int = AT_ONCE) -> int:
    """Delete up to ``most`` finished jobs older than their kind's retention; returns how many."""
    own = {kind: each.policy.retention for kind, each in kinds().items() if each.policy.retention is not None}
    default = timedelta(days=settings.QUEUE_RETENTION_DAYS)
    gone = _delete(Job.objects.exclude(kind__in=own), before=at - default, most=most)
    for kind, age in own.items():
        gone += _delete(Job.objects.filter(kind=kind), before=at - age, most=max(0, most - gone))
    Batch.objects.filter(created_at__lt=at - default, jobs__isnull=True).delete()
    return gone


def _delete(rows: QuerySet[Job], *, before: datetime, most: int) -> int:
    # A job that others still wait for stays: its end is what they wait for.
    old = rows.filter(finished_at__lt=before).exclude(followers__state__in=LIVE).exclude(children__state__in=LIVE)
    chosen = list(old.order_by("finished_at").values_list("pk", flat=True)[:most])
    if chosen:
        Job.objects.filter(pk__in=chosen).delete()
    return len(chosen)
