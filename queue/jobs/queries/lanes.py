"""How the lanes and kinds fare, for staff and for metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from jobs.models import Job
from jobs.rules.lanes import Lane
from jobs.rules.states import JobState

RATE_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class LaneState:
    """One lane now: how much waits, since when, how much runs, and how many ended in the last minute."""

    lane: str
    label: str
    waiting: int
    oldest_seconds: float
    running: int
    later: int
    ended_per_minute: int


def lane_states(*, at: datetime) -> list[LaneState]:
    """Every lane, in order of weight."""
    live = {
        row["lane"]: row
        for row in Job.objects.filter(finished_at=None)
        .values("lane")
        .annotate(
            waiting=Count("pk", filter=Q(state=JobState.QUEUED)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            later=Count("pk", filter=Q(state__in=[JobState.SCHEDULED, JobState.RETRYING])),
            oldest=Min("run_at", filter=Q(state=JobState.QUEUED)),
        )
        .order_by("lane")
    }
    ended = dict(
        Job.objects.filter(finished_at__gt=at - RATE_WINDOW, finished_at__lte=at)
        .values_list("lane")
        .annotate(count=Count("pk"))
        .order_by("lane")
    )
    return [_state(lane, live.get(lane), ended.get(lane, 0), at) for lane in Lane]


def _state(lane: Lane, row: Mapping[str, Any] | None, ended: int, at: datetime) -> LaneState:
    if row is None:
        return LaneState(lane.value, str(lane.label), 0, 0.0, 0, 0, ended)
    age = max(0.0, (at - row["oldest"]).total_seconds()) if row["oldest"] else 0.0
    return LaneState(lane.value, str(lane.label), row["waiting"], age, row["running"], row["later"], ended)
