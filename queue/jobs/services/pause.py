"""Hold back the jobs of a kind, and let them go again."""

from typing import Any

from django.db import transaction

from jobs.models import Job, KindPause
from jobs.registry import handler_of
from jobs.rules.states import JobState
from jobs.services.wake import wake_after_commit


def pause(kind: str, *, by: Any = None, reason: str = "") -> KindPause:
    """No job of ``kind`` starts until it is resumed; what runs runs on."""
    handler_of(kind)
    return KindPause.objects.update_or_create(kind=kind, defaults={"paused_by": by, "reason": reason[:200]})[0]


def resume(kind: str) -> None:
    """Let the jobs of ``kind`` start again."""
    with transaction.atomic():
        KindPause.objects.filter(kind=kind).delete()
        for lane in Job.objects.filter(kind=kind, state=JobState.QUEUED).values_list("lane", flat=True).distinct():
            wake_after_commit(lane)
