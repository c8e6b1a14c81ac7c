"""Tool calls whose process died: they end, so that nobody waits for them and their key tells what happened."""

from datetime import datetime, timedelta

from django.db import transaction

from spirits.models import ToolCall
from spirits.tools.errors import Interrupted

LOST_AFTER = timedelta(minutes=15)  # more than twice what any tool may take


@transaction.atomic
def end_lost_calls(*, at: datetime, limit: int = 500) -> int:
    """Fail the calls that run longer than any may, at most ``limit`` of them; returns how many."""
    lost = ToolCall.objects.filter(state=ToolCall.State.RUNNING, started_at__lt=at - LOST_AFTER)
    ids = list(lost.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    error = Interrupted()
    told = {"code": error.code, "status": error.status, "message": error.message, "fields": {}}
    return ToolCall.objects.filter(pk__in=ids).update(
        state=ToolCall.State.FAILED, error=told, xp=0, finished_at=at, duration_ms=0
    )
